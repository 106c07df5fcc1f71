//! What the columns of tables hold whose heads are too common a word to be a label anywhere else: `user`, `reg`, `pass`; and
//! names of persons, which are told by their heads where a name stands alone.

use wicket_types::Kind;

use super::{Find, Rule, labelled::has_digits, logins, shared};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    column(
        (
            "pii.username_of_column",
            "User name in a column of user names",
            "Exports of accounts: CSV, SQL, Markdown, HTML",
        ),
        "pii.username",
        (NAMES, is_account),
        &["id,username,role\n4,kverhoeven,editor\n5,atelier-nord,reader\n", "nr,Benutzername\n4,kverhoeven\n"],
        &[
            "username,type,default\nstring,text,none\n",
            "| Username | Password |\n|---|---|\n| required | required |\n",
            "username,mail\nAnn Lee,ann\n",
        ],
    ),
    column(
        (
            "pii.username_of_user_column",
            "User name in a column of users or members",
            "Exports of accounts: CSV, SQL, Markdown, HTML",
        ),
        "pii.username",
        (USERS, logins::is_made_up_account),
        &["user,boats\npale_harbour,4\nottob77,2\n", "member;paid\npale.harbour;yes\n"],
        &["user,boats\nanyone,4\nnobody,2\n", "user,key\nuser_id,id\n", "login,type\noauth2,flow\n"],
    ),
    column(
        (
            "pii.password_of_column",
            "Password in a column of passwords",
            "Exports of accounts: CSV, SQL, Markdown, HTML",
        ),
        "pii.password",
        (PASSWORDS, is_secret),
        &["user,password\nann,rivermossy\nbo,lantern!\n", "<tr><th>Passwort</th></tr><tr><td>rivermossy</td></tr>"],
        &[
            "password,type\nstring,text\n",
            "field,password\nmin,required\nmax,********\n",
            "a,password\nb,Password here\n",
        ],
    ),
    column(
        (
            "pii.person_of_column",
            "Name of a person in a column of names",
            "Exports of people: CSV, SQL, Markdown, HTML",
        ),
        "pii.person",
        (PERSONS, is_name),
        &[
            "INSERT INTO staff (id, last_name, first_name) VALUES (4, 'Verhoeven', 'Kees'), (5, 'Roe', 'Bo-Lee')",
            "Nachname;Vorname\nGrünhag;Ortrun\nd'Harbour;Ann Lee\n",
            "apellido,nombre\nDel Río,Nélida\nBianchi,Ramiro\n",
        ],
        &[
            "last_name,first_name\nvarchar,varchar\nString,String\n",
            "surname,type\nRequired,Text\nNULL,None\n",
            "first_name,last_name\nfirst_name,last_name\n",
        ],
    ),
    column(
        (
            "pii.plate_of_column",
            "Vehicle registration in a column",
            "Lists of vehicles and parking: CSV, Markdown, HTML",
        ),
        "pii.vehicle_id",
        (PLATES, is_plate),
        &[
            "Name\tReg\tPermit\nAnn Lee\tKV71 RBT\tP-4\nBo Roe\tK41 ENT\tP-5\n",
            "<table><tr><th>Ditta</th><th>Targa</th></tr><tr><td>Boe</td><td>GK417WN</td></tr></table>",
        ],
        &["Reg,Value\nRAX,0x41\nR12,7\n", "reg,bits\nCR0,32\nMM1,64\n", "Registration,Fee\nopen,12\n"],
    ),
];

/// A row for what a column holds.
const fn column(
    (id, title, source): (&'static str, &'static str, &'static str),
    kind: &'static str,
    (labels, check): (&'static [&'static str], fn(&str) -> bool),
    hits: &'static [&'static str],
    passes: &'static [&'static str],
) -> Rule {
    Rule {
        id,
        title,
        source,
        kind: Kind::of(kind),
        confidence: 0.8,
        find: Find::Column { labels, check },
        hits,
        passes,
    }
}

/// A word of the letters that names of accounts have, and none that documentation writes there.
fn is_account(cell: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (3..=32).contains(&cell.len())
        && cell.bytes().all(is_part)
        && cell.starts_with(|c: char| c.is_ascii_alphabetic())
        && !is_of_manual(cell)
        && !shared::is_placeholder(cell)
}

/// What somebody may have chosen as a password: no spaces, and neither a word of manuals nor a mask.
fn is_secret(cell: &str) -> bool {
    (6..=40).contains(&cell.len())
        && cell.bytes().all(|byte| byte.is_ascii_graphic())
        && !cell.contains(['<', '{', '(', '|', '`'])
        && cell.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !cell.bytes().all(|byte| byte == cell.as_bytes()[0])
        && !is_of_manual(cell)
        && !shared::is_placeholder(cell)
}

/// Two groups of letters and digits as most countries have them, and more than a register of a processor.
fn is_plate(cell: &str) -> bool {
    let is_written = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase() || matches!(byte, b' ' | b'-');
    let marks = cell.bytes().filter(u8::is_ascii_alphanumeric).count();
    (5..=9).contains(&marks)
        && cell.bytes().all(is_written)
        && has_digits::<2>(cell)
        && cell.bytes().filter(u8::is_ascii_uppercase).count() > 1
}

/// One to four words of letters, each with a capital, small words of names between.
pub(super) fn is_name(cell: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "de", "del", "der", "den", "van", "von", "da", "di", "do", "dos", "la", "le", "al", "bin", "ben", "y", "e",
        "zu", "ter", "af",
    ];
    let is_part = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.');
    let is_word = |word: &str| {
        let capital = word.trim_start_matches(|c: char| c.is_lowercase()).trim_start_matches(['\'', '’']);
        let is_led = word.len() - capital.len() < 3 && capital.starts_with(char::is_uppercase);
        word.chars().all(is_part) && (is_led || PARTICLES.contains(&word))
    };
    let mut words = cell.split(' ');
    (2..=40).contains(&cell.chars().count())
        && words.clone().count() < 5
        && words.all(is_word)
        && cell.contains(char::is_uppercase)
        && !cell.split(' ').any(is_of_manual)
        && !shared::is_placeholder(cell)
}

/// Words that stand in the columns of manuals.
fn is_of_manual(cell: &str) -> bool {
    const WORDS: &[&str] = &[
        "string",
        "text",
        "varchar",
        "char",
        "required",
        "optional",
        "none",
        "null",
        "true",
        "false",
        "yes",
        "no",
        "nil",
        "username",
        "user",
        "password",
        "admin",
        "root",
        "guest",
        "default",
        "value",
        "type",
        "name",
        "field",
        "hash",
        "hashed",
        "encrypted",
        "secret",
        "hidden",
        "masked",
        "redacted",
        "plaintext",
        "unknown",
        "missing",
        "unique",
        "primary",
        "public",
        "private",
        "system",
        "anonymous",
        "empty",
        "blank",
        "supported",
        "unsupported",
        "enabled",
        "disabled",
        "basic",
        "bearer",
        "token",
        "email",
        "integer",
        "boolean",
        "object",
        "number",
        "read",
        "write",
        "n/a",
        "any",
        "all",
        "not",
        "the",
        "via",
        "with",
        "from",
        "see",
    ];
    WORDS.contains(&cell.to_ascii_lowercase().as_str())
}

/// Heads of columns that hold names of accounts and nothing else.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "username", "user_name", "user name", "login_name", "login name", "loginname", "user_login", "account_name", "screen_name",
    "benutzername", "nutzername", "nome utente", "nome_utente", "nombre de usuario", "nombre_usuario",
    "nom d'utilisateur", "nom_utilisateur", "gebruikersnaam", "användarnamn", "brukernavn", "brugernavn",
    "nome de usuário", "nome de utilizador", "nazwa użytkownika", "nazwa_uzytkownika", "käyttäjätunnus", "kullanıcı adı",
    "имя пользователя", "логин", "用户名", "ユーザー名",
];

/// Heads of columns that hold names of accounts most often.
#[rustfmt::skip]
const USERS: &[&str] = &[
    "user", "login", "handle", "member", "nick", "player", "owner", "assignee", "account", "benutzer", "utente", "usuario",
    "usuário", "utilisateur", "identifiant", "gebruiker", "konto", "compte", "uzytkownik", "użytkownik",
];

/// Heads of columns that hold names of persons, or a part of them, and of nothing else.
#[rustfmt::skip]
const PERSONS: &[&str] = &[
    "last_name", "last name", "lastname", "first_name", "first name", "firstname", "surname", "given_name", "given name",
    "family_name", "family name", "middle_name", "full_name", "full name", "fullname", "maiden_name", "nachname", "vorname",
    "familienname", "apellido", "apellidos", "primer_apellido", "prénom", "prenom", "nom de famille", "nom_de_famille", "cognome",
    "sobrenome", "apelido", "achternaam", "voornaam", "efternamn", "förnamn", "etternavn", "fornavn", "efternavn", "nazwisko",
    "imię", "imie", "příjmení", "prijmeni", "jméno", "vezetéknév", "keresztnév", "sukunimi", "etunimi", "soyadı", "soyadi",
    "prenume", "фамилия", "имя", "отчество", "прізвище", "ім'я", "επώνυμο", "cardholder", "cardholder_name", "patient_name",
    "customer_name", "employee_name", "student_name",
];

/// Heads of columns that hold passwords.
#[rustfmt::skip]
const PASSWORDS: &[&str] = &[
    "password", "passwd", "pwd", "passwort", "kennwort", "contraseña", "contrasena", "mot de passe", "mot_de_passe", "mdp",
    "wachtwoord", "lösenord", "hasło", "haslo", "senha", "heslo", "passord", "adgangskode", "salasana", "şifre",
    "пароль", "密码", "パスワード", "비밀번호",
];

/// Heads of columns that hold registrations of vehicles.
#[rustfmt::skip]
const PLATES: &[&str] = &[
    "reg", "registration", "vehicle", "plate", "number plate", "license plate", "licence plate", "vrm", "vrn", "rego",
    "kennzeichen", "kfz-kennzeichen", "targa", "matrícula", "matricula", "immatriculation", "kenteken", "placa", "regnr",
    "tablica", "rekisteri", "rendszám", "spz",
];
