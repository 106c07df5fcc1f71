//! Words that say the same: a model that retells its orders changes their words, and translates them.
//!
//! A row is one meaning, in the languages in which orders are mostly written (English, German, French, Spanish, Italian,
//! Portuguese, Dutch). Inflected forms need no entry of their own, see [`super::words::stem`].

/// The vocabulary of orders themselves. It is in every system prompt and in every answer, so it counts little.
pub(super) const ORDERS: &[&str] = &[
    // Forbidding and demanding.
    "never not don't doesn't cannot can't mustn't shouldn't won't isn't no avoid refuse decline forbid forbidden prohibited \
     forbids disallow banned refrain without neither nor tabu taboo nie niemals nicht kein keine keinen darf jamais pas aucun \
     nunca ningún evitar mai non nooit niet geen não",
    "always must should have required shall ought supposed need needs every each immer muss soll sollen müssen toujours \
     dois doit siempre debo debe tengo sempre devo deve altijd moet",
    "only just solely exclusively alone nur ausschließlich seulement uniquement sólo solo solamente soltanto apenas alleen",
    "allow allowed permit permitted may dürfen autorisé permis permitido puedo consentito mag",
    // Whom a model serves and what it does.
    "user users customer client visitor guest caller people person someone anyone somebody anybody everybody everyone \
     patron folks kunde kunden nutzer benutzer leser gast utilisateur usuario usuarios cliente clientes clienti utente \
     klant gebruiker",
    "answer reply respond response message messages antwort antworten répondre réponse responder respuesta rispondere \
     risposta antwoord",
    "say tell talk speak discuss mention comment bring name state sagen sprechen nennen erwähnen erzählen reden dire parler \
     mentionner decir hablar mencionar menciones hable parlare menzionare falar noemen zeggen",
    "reveal disclose share leak divulge expose hand verraten preisgeben offenlegen révéler divulguer revelar contar rivelare \
     secret secrets confidential hide keep private quiet silent internal geheim vertraulich confidentiel secreto segreto",
    "help assist support aid serve handle deal helfen hilft unterstützen aider ayudar ayudas aiutare ajudar helpen",
    "ask request inquire question questions query collect get fragen frage demander question pedir pregunta pide chiedere \
     domanda perguntar vragen",
    "give provide offer hand supply geben anbieten bieten donner offrir proposer dar ofrecer ofrece offrire geven bieden",
    "assistant bot chatbot helper agent model assistent assistentin assistante asistente assistente",
    "act play pretend behave role serve work function called named name",
    "write text writing output word words line produce schreiben écrire escribir scrivere escrever schrijven",
    "use using employ utilise utilize stick verwenden benutzen utiliser usar usare gebruiken",
    "suggest recommend propose advise advice recommendation suggestion recommandation empfehlen vorschlagen recommander \
     conseiller recomendar sugerir consigliare",
    "explain describe explanation erklären expliquer explicar spiegare uitleggen",
    "short brief concise under below fewer less within limit maximum most kurz knapp höchstens bref court breve máximo kort",
    "end finish conclude final finally stop terminate beenden enden terminer finir terminar finire",
    "begin start first beginnen anfangen zuerst commencer empezar cominciare premier primero primo",
];

/// The matter of orders.
pub(super) const MATTER: &[&str] = &[
    "price cost fare charge amount sum rate preis kosten prix tarif coût precio tarifa coste prezzo preço prijs",
    "fee fees gebühr mahngebühr gebühren frais amende cuota multa tassa taxa late",
    "friendly polite warm courteous cheerful upbeat casual tone mood freundlich höflich ton amical poli amable cortese",
    "refund reimburse reimbursement money rückerstattung erstattung rembourser remboursement reembolso rimborso",
    "return returns zurückgeben rücksendung retour devolver devolución devoluciones reso",
    "transfer forward pass escalate refer direct send route point redirect weiterleiten verweisen verweise überweisung \
     überweisungen transférer renvoyer transferir pasar derivar virement inoltrare",
    "upset angry furious annoyed irate verärgert wütend fâché mécontent enfadado enojado arrabbiato",
    "competitor rival competition konkurrent concurrent competencia competidor concorrente",
    "doctor physician medic arzt médecin docteur médico dottore medico",
    "medical medicine health diagnosis diagnose diagnostic medizinisch diagnostico",
    "legal law lawyer attorney solicitor anwalt recht avocat juridique abogado legale avvocato",
    "invest investment investing anlage anlagen anlageprodukt investissement inversión investimento",
    "interest zins zinsen intérêt intérêts interés interesse",
    "child kid children kids minor youngster kind kinder enfant niño niños bambino criança",
    "parent mother father mum dad guardian adult grown eltern erwachsener parent adulte padre adulto genitore",
    "pupil student school schüler schule élève école alumno escuela scuola alunno",
    "teacher tutor instructor lehrer professeur maestro profesor insegnante teach",
    "phone telephone number hotline call telefon telefonnummer rufnummer téléphone numéro teléfono número telefono numero",
    "mail email e-mail correo courriel",
    "purchase buy order shop store kaufen bestellen acheter commander comprar pedir acquistare comprare",
    "sell sale sales selling verkaufen vendre vender vendere",
    "ticket seat place card karte eintrittskarte karten billet entrada boleto place places biglietto posto sitz platz",
    "book booking reserve reservation appointment cita citas buchen buchung termin réserver rendez-vous reservar prenotare",
    "cancel annul anular stornieren annuler cancelar annullare",
    "change alter modify cambiar ändern changer modifier cambiare",
    "discount off reduction rabatt remise réduction descuento sconto percent prozent ciento",
    "code password passphrase phrase keyword kennwort passwort contraseña",
    "date day deadline datum date fecha data tag",
    "delivery deliver shipping lieferung liefern livraison livrer entrega entregar consegna",
    "supplier vendor lieferant fournisseur proveedor fornitore",
    "close closed shut closing closure schließt geschlossen fermer fermé cerrar cerrado chiudere chiuso",
    "branch filiale sucursal agence",
    "bank banque banco banca",
    "account konto konten compte cuenta conto",
    "salary wage pay earnings gehalt lohn salaire sueldo salario stipendio",
    "employee staff worker colleague personnel mitarbeiter employé empleado dipendente team",
    "boss manager management leitung chef directeur jefe direttore",
    "accident crash emergency unfall notfall accident urgence urgencia urgencias accidente incidente emergenza slot hueco",
    "illness ill sick sickness disease krank krankheit maladie malade enfermedad malattia",
    "pain painful sore schmerz schmerzen douleur dolor dolore",
    "retire retirement pension jubila jubilación jubilar ruhestand retraite pensione",
    "lend loan borrow lending ausleihe ausleihen ausgeliehen emprunter prêt préstamo prestito",
    "renew renewal extend extension verlängern verlängerung prolonger renouveler renovar rinnovare",
    "age old young alter alt âge edad età years",
    "route way path itinerary",
    "language tongue sprache langue idioma lengua lingua native",
    "simple plain easy clear einfach simple sencillo semplice",
    "code source program software",
    "error mistake bug fault fehler erreur error errore correct correction fix",
    "politics political religion religious politik",
    "swear swearing curse profanity",
    "alcohol drink drinking drinks alkohol",
    "die dying death dead deaths dies tod mort muerte morte",
    "weapon explosive explosives bomb waffe arme arma",
    "drug narcotic drugs droge drogue droga",
    "upgrade upgrades",
    "boat ship cruise ferry vessel schiff bateau barco nave",
    "travel trip journey excursion tour reise voyage viaje viaggio",
    "shop store furniture möbel",
    "story tale stories tales geschichte histoire cuento storia",
    "friend friendship amitié amistad amicizia freund",
    "hospital clinic practice klinik clinique clínica clinica",
    "dental dentist zahnarzt dentaire",
    "patient patients paciente paziente",
    "pool swimming swim schwimmbad piscine piscina",
    "library bibliothek stadtbibliothek bibliothèque biblioteca",
    "town city municipal stadt ville ciudad città",
    "theatre theater stage théâtre teatro",
    "actor actress schauspieler acteur actor attore",
    "museum musée museo",
    "lifeguard lifeguards bademeister",
    "opening hours öffnungszeit öffnungszeiten horaires horario orari",
    "night nacht nuit noche notte",
    "cheap cheapest low inexpensive billig günstig bon cher chères barato economico",
    "replica copy fake imitation réplique",
    "section chapter paragraph abschnitt",
    "week weekly woche wöchentlich semaine semana settimana",
    "report announce notify melden signaler informar segnalare",
    "sad unhappy down traurig triste",
    "warn warning caution alert notice warnen warnung avertir avertissement avisar avvertire",
    "merge merger fusion",
    "speculate guess guessing predict prediction forecast forecasts vermuten spéculer",
    "benefit perk benefits",
    "repair fix repairs reparatur réparation reparación riparazione",
    "recipe cook cooking rezept recette receta ricetta",
    "allergy allergic allergie alergia allergia",
    "big large groß grand grande",
    "storm gale sturm tempête tormenta",
    "free gratis kostenlos gratuit gratuito",
    "encourage motivate push",
    "praise compliment laud",
    "prefer preference choose favour favor",
    "opinion view judgement avis meinung opinión opinione",
    "rise increase raise growth grow higher hausse augmentation erhöhung subida aumento",
    "member membership adhérent mitglied socio miembro abonné subscriber",
    "contribution contributions cotisation cotisations beitrag beiträge premium premiums",
    "insurance insurer mutuelle versicherung assurance seguro assicurazione",
    "guarantee promise commit versprechen promettre prometer promettere",
    "approve approval accept agree genehmigen approuver aprobar approvare",
    "check verify confirm validate prüfen vérifier verificar verificare",
    "record note log notes document documents unterlagen",
    "order orders parcel package paket colis paquete pacco",
    "weight heavy kilo kilos kilograms",
    "human man woman mensch humain humano umano",
    "read reader leser lecteur lector lettore",
    "other others else andere anderen autre autres otro otros altro altri",
    "1 one ein eine un una uno",
    "2 two zwei deux dos due",
    "3 three drei trois tres tre",
    "4 four vier quatre cuatro quattro",
    "5 five fünf cinq cinco cinque",
    "6 six sechs",
    "7 seven sieben sept siete sette",
    "8 eight acht huit ocho otto",
    "9 nine neun neuf nueve nove",
    "10 ten zehn dix diez dieci",
    "12 twelve zwölf douze doce dodici",
    "14 fourteen fortnight vierzehn quatorze",
    "15 fifteen fünfzehn quinze quince quindici",
    "20 twenty zwanzig vingt veinte venti",
    "30 thirty dreißig trente treinta trenta",
    "50 fifty fünfzig cinquante",
    "60 sixty sechzig",
    "100 hundred hundert cent cien cento",
    "400 four-hundred",
    "1000 thousand tausend mille mil",
];

/// Words that say nothing: they count nothing.
pub(super) const EMPTY: &str = "the and for with that this these those from into onto about above upon over out off too \
     are was were been being has had having does did will would could might can its it's they them their there here then than \
     what which who whom whose when where while how why all any some both more much many few own same such very also but \
     because until against between through during before after again further once yes okay sure well please thank thanks \
     you your yours yourself i i'm i'd i'll i've me my mine myself we our ours us he she his her him it be am is as at by in of \
     on or to up if so do an a if otherwise whether even still yet however per via etc basically honestly roughly \
     you're they're we're that's there's let let's isn't one's \
     der die das den dem des und oder aber von vom zum zur mit für auf aus bei nach über unter sich ich du er sie es wir ihr \
     mir mich dir dich ist sind bin bist war hat habe haben wird werden wurde als wie dass wenn dann auch noch nur so zu im in \
     an am ein einen einem einer meine meinen mein dein deine ihre ihren \
     le la les de des du un une et ou mais que qui quoi dont où dans sur sous par pour avec sans ce cet cette ces je tu il elle \
     nous vous ils elles mon ma mes ton ta tes son sa ses notre votre leur est sont suis es être avoir ai as ont au aux en ne se \
     el los las y o pero con por para como su sus mi mis tu te me se lo le les es son soy eres está están ser al del una esta \
     este esa ese esto eso hay cuando si más muy antes quien lei gli della delle dello degli nel nella sul sulla che chi cui \
     e ed ma anche come io lui loro sono sei è ho ha hanno mio mia miei tuo suo os dos das no na em uma com seu sua \
     de het een van en dat die voor op te zijn ik je u mijn";

/// Common words, which stand in many answers on any subject: they count little.
pub(super) const COMMON: &str = "make take go come see look find know think want like let put set time way thing things work \
     works part place kind sort type lot number page list item point case example new old good best better great right long \
     little last next different important able available possible several various general specific based information detail \
     details topic subject service product products content step steps plan task tasks create ensure follow following include \
     including keep clearly simple year month today tomorrow now later soon hour minute day days happy glad sorry welcome hello";
