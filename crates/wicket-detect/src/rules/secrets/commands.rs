//! Passwords on command lines: each command has options of its own, so it is the command's name that is looked for.

use std::ops::Range;

use wicket_types::Kind;

use super::connection::is_kept_password;
use crate::rules::{Find, Rule, shared};

/// Commands, and what stands in front of the password behind them. A pattern that ends in a letter touches the password, as in
/// `mysql -pVn4tRb8zQ`; a `*` stands for what has no space in it.
const COMMANDS: &[(&str, &[&str])] = &[
    ("sshpass", &[" -p ", " -p"]),
    ("mysql", &[" -p"]),
    ("7z ", &["-p"]),
    ("7za ", &["-p"]),
    ("unzip ", &["-P "]),
    ("zip ", &["-P "]),
    ("twine ", &[" -p ", " --password "]),
    ("docker login", &[" -p ", " --password "]),
    ("podman login", &[" -p ", " --password "]),
    ("helm registry login", &[" -p ", " --password "]),
    ("az login", &[" -p ", " --password "]),
    ("net use", &[" /user:* "]),
    ("net user", &[" * "]),
    ("cmdkey", &[" /pass:"]),
    ("schtasks", &[" /rp "]),
    ("xfreerdp", &[" /p:"]),
    ("psexec", &[" -p "]),
    ("plink", &[" -pw "]),
    ("pscp", &[" -pw "]),
    ("lftp", &[" -u *,"]),
    ("http -a", &[" *:"]),
    ("https -a", &[" *:"]),
    ("ldapsearch", &[" -w "]),
    ("ldapmodify", &[" -w "]),
    ("ldapadd", &[" -w "]),
    ("redis-cli", &[" -a ", " --pass "]),
    ("mosquitto_", &[" -P "]),
    ("openssl ", &[" pass:", "-k "]),
    ("jenkins-cli", &[" -auth *:"]),
    ("codecov", &[" -t "]),
    ("influx ", &[" -t "]),
    ("shodan init", &[" "]),
    ("requirepass", &[" "]),
    ("gpg ", &["--passphrase "]),
    ("sqlcmd", &[" -P "]),
    ("sqlplus", &[" */"]),
    ("smbclient", &["%"]),
    ("mongosh", &[" -p "]),
    ("mongodump", &[" -p ", " --password "]),
    ("mongorestore", &[" -p ", " --password "]),
    ("cqlsh", &[" -p "]),
    ("rabbitmqctl", &[" add_user * ", " change_password * "]),
    ("keytool", &[" -storepass ", " -keypass ", " -srcstorepass ", " -deststorepass "]),
    ("jarsigner", &[" -storepass ", " -keypass "]),
    ("nmcli", &[" password "]),
    ("ipmitool", &[" -P "]),
    ("masterauth", &[" "]),
    ("bundle config", &[" *:"]),
    ("vault login ", &["token=", ""]),
    ("vault operator unseal ", &[""]),
    ("ngrok authtoken ", &[""]),
    ("add-authtoken ", &[""]),
    ("nuget setapikey ", &[""]),
    ("snyk auth ", &[""]),
    ("wandb login ", &["--relogin ", ""]),
    ("rclone obscure ", &[""]),
    ("openssl passwd ", &["-1 ", "-5 ", "-6 ", "-apr1 "]),
    ("auth-user-pass with", &[" / "]),
    ("dotnet nuget push", &[" -k ", " --api-key "]),
    ("doctl auth init", &[" -t ", " --access-token "]),
    ("mount.cifs", &["password=", "pass="]),
    ("curlftpfs ", &["://*:"]),
    ("crackmapexec ", &[" -p "]),
    ("evil-winrm ", &[" -p "]),
    ("wmic ", &["/password:"]),
    ("rdesktop ", &[" -p "]),
    ("vncviewer ", &["-passwd "]),
    ("snmpwalk", &[" -A ", " -X ", " -c "]),
    ("snmpget", &[" -A ", " -X ", " -c "]),
    ("bcp ", &[" -P "]),
    ("isql ", &[" -P"]),
    ("mongoexport", &[" -p ", " --password "]),
    ("neo4j-admin", &["set-initial-password "]),
    ("cypher-shell", &[" -p "]),
    ("clickhouse-client", &["--password "]),
    ("kafka-configs", &["password="]),
    ("mc alias set", &[]),
    ("mc config host add", &[]),
    ("htpasswd", &[]),
];

/// Commands that take the password as an argument without an option, and which one it is, counted from zero.
const ARGUMENTS: &[(&str, usize)] = &[("mc alias set", 3), ("mc config host add", 3), ("htpasswd", 2)];

/// The names of [`COMMANDS`], which are what the text is searched for.
const NAMES: &[&str] = &{
    let mut names = [""; COMMANDS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = COMMANDS[at].0;
        at += 1;
    }
    names
};

/// How far behind the name of a command a password is looked for, in bytes: what a stream remembers is as long.
const REACH: usize = 112;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[Rule {
    id: "secret.command_password",
    title: "Password on a command line",
    source: "Manuals of the commands: sshpass(1), mysql(1), zip(1), ldapsearch(1), redis-cli, docker login, net use and others",
    kind: Kind::of("secret.command_password"),
    confidence: 0.85,
    find: Find::Near { anchors: NAMES, look: option_password },
    hits: &[
        concat!("sshpass -p 'Vn4tRb", "8zQ' ssh ann@db.internal"),
        concat!("mysqldump -u ann -pVn4tRb", "8zQ shop > shop.sql"),
        concat!("unzip -P Vn4tRb", "8zQ report.zip"),
        concat!("net use Z: \\\\files\\share /user:CORP\\ann Vn4tRb", "8zQ"),
        concat!("lftp -u ann,Vn4tRb", "8zQ sftp://files.internal"),
        concat!("redis-cli -h cache.internal -a Vn4tRb", "8zQ ping"),
        concat!("openssl rsa -in key.pem -passin pass:Vn4tRb", "8zQ"),
        concat!("sqlplus app/Vn4tRb", "8zQ@db.internal/orcl"),
        concat!("htpasswd -b -c /etc/mill/.htpasswd ann Vn4tRb", "8zQ"),
        concat!("htpasswd -nb ann Vn4tRb", "8zQ"),
        concat!("mc alias set local http://nas.internal:9000 ann Vn4tRb", "8zQ"),
        concat!("docker login -u ann -p lamp-harvest-", "copper-violet registry.internal"),
    ],
    passes: &[
        "mysql -u root -p shop",
        "mysql -u root -p$MYSQL_ROOT_PASSWORD",
        "mysql -uroot -ppassword",
        "sshpass -p \"$SSH_PASSWORD\" ssh ann@db",
        "docker run -p 3306:3306 mysql",
        "unzip -P <password> report.zip",
        "the net use of funds in 2024 was small",
        "net user",
        "openssl x509 -in cert.pem -passin env:PASS",
        "sqlplus / as sysdba",
        "htpasswd -c /etc/mill/.htpasswd ann",
        "htpasswd is a tool that Apache2 brings along",
        "vault login -method=userpass",
    ],
}];

/// The password behind an option of the command at `anchor`.
fn option_password(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    if !shared::begins_word(text, anchor.start) {
        return None;
    }
    let name = text.get(anchor.clone())?;
    let (_, patterns) = COMMANDS.iter().find(|(command, _)| command.eq_ignore_ascii_case(name))?;
    let limit = text.floor_char_boundary((anchor.end + REACH).min(text.len()));
    let line = text.get(anchor.end..limit)?.lines().next()?;
    if patterns.is_empty() {
        let (_, place) = ARGUMENTS.iter().find(|(command, _)| command.eq_ignore_ascii_case(name))?;
        return password_at(text, anchor.end + argument_at(line, *place)?);
    }
    let starts = patterns.iter().filter_map(|pattern| behind_pattern(line, pattern));
    starts.filter_map(|start| password_at(text, anchor.end + start)).next()
}

/// Where the argument at `place` of `line` begins. With `-n` the command writes no file, and needs no name of one.
fn argument_at(line: &str, place: usize) -> Option<usize> {
    let is_option = |word: &str| word.starts_with('-');
    let writes_none = line.split(' ').any(|word| is_option(word) && !word.starts_with("--") && word.contains('n'));
    let words = line.split(' ').scan(0, |at, word| {
        let start = *at;
        *at += word.len() + 1;
        Some((start, word))
    });
    let mut arguments = words.filter(|(_, word)| !word.is_empty() && !is_option(word));
    arguments.nth(place - usize::from(writes_none)).map(|(start, _)| start)
}

/// Where `line` goes on behind the first place that fits a pattern with at most one `*` in it.
fn behind_pattern(line: &str, pattern: &str) -> Option<usize> {
    let Some((lead, tail)) = pattern.split_once('*') else {
        return line.find(pattern).map(|at| at + pattern.len());
    };
    let wild = line.find(lead)? + lead.len();
    let rest = line.get(wild..)?;
    let at = rest.find(tail).filter(|&at| at > 0 && !rest[..at].contains(char::is_whitespace))?;
    Some(wild + at + tail.len())
}

/// The password that begins at `start`, in quotes or up to the next space.
fn password_at(text: &str, start: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let quote = *bytes.get(start).filter(|b| matches!(b, b'"' | b'\'')).unwrap_or(&b' ');
    let start = start + usize::from(quote != b' ');
    let in_password = |b: &u8| match quote {
        b' ' => b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b'`' | b';' | b'|' | b')'),
        quote => b.is_ascii_graphic() && *b != quote,
    };
    let length = bytes.get(start..)?.iter().take(96).take_while(|b| in_password(b)).count();
    let password = text.get(start..start + length)?;
    // `name/password@host`.
    let password = password.split_once("@//").map_or(password, |(password, _)| password);
    let is_path = password.starts_with(['-', '/', '.', '~', '\\']);
    (!is_path && is_kept_password(password)).then_some(start..start + password.len())
}
