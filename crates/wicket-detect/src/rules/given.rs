//! Given names that are common in Europe, the Americas and India: a name and a day beside it tell of a person.
//!
//! Names that are a word, a month or a place more often are left out. The list serves where a date must stand beside a name of
//! a person and not of a firm or a town; the tagger of names has lists of its own.

use std::{collections::HashSet, sync::LazyLock};

/// Whether `word`, in any case, is a common given name.
pub(super) fn is_given(word: &str) -> bool {
    GIVEN.contains(word.to_lowercase().as_str())
}

/// What stands in front of the name of a person that ends `head`: words with capitals, a common given name among them. With
/// `is_straight` the given name must stand first: `Lee, Ann (3 March 2004)` tells of a publication.
pub(super) fn before_person(head: &str, is_straight: bool) -> Option<&str> {
    const OF_TOWNS: &[&str] =
        &["San", "Santa", "São", "St.", "Saint", "New", "Port", "Fort", "Lake", "Los", "Las", "El"];
    let is_part = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '.');
    let (mut rest, mut front, mut n_words, mut is_known) = (head, head, 0, false);
    while n_words < 3 {
        let length: usize = rest.chars().rev().take_while(|&c| is_part(c)).map(char::len_utf8).sum();
        let (before, word) = rest.split_at(rest.len() - length);
        if !word.starts_with(char::is_uppercase) || before.ends_with(|c: char| c.is_ascii_digit() || c == '_') {
            break;
        }
        if OF_TOWNS.contains(&word) {
            return None;
        }
        n_words += 1;
        front = before;
        is_known |= word.len() > 2 && word.split('-').any(is_given);
        rest = before.trim_end_matches([' ', ',', ';', '^', '\t', '|']);
        if before.len() - rest.len() > 3 || is_straight && before.len() - rest.len() > 1 {
            break;
        }
    }
    (n_words > 1 && is_known).then_some(front)
}

static GIVEN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| NAMES.split(' ').collect());

const NAMES: &str = "\
    aadhya aarav aaron abigail adam aditya adrian adriana adrien adrienne adrián advik adèle afonso agata agnes \
    agneta agnieszka agnès agustín ahmed ahmet aino aisha akash alain alan albert alberto albrecht aldo alejandra \
    alejandro aleksander aleksandra aleksi alena alessandro alessia alexander alexandra alexandre alexandru alexei \
    alexey alexis aleš alfie alfonso ali alice alicia alicja aline alison alix allen allison alva alyssa alícia \
    amanda amber amelia amina amit amparo amy amélie ananya anastasia anaya anaïs anders andrea andreas andreea \
    andrei andrew andrzej andrás andré andrée andrés aneta angela angelica angelika angelo angus anil anita anja \
    anjali ann anna anne anneke anneli annelies annette annie annika anouk ans ansh anthony antje antoine antoni \
    antonia antonietta antonio antonín antti antónio antônio april arianna arjun arkadiusz armando arnaude arne \
    arthur arto artur arturo aryan ashley ashok astri astrid attila audrey augustin aurélie austin ava axel ayşe \
    azad balendu balázs barbara barbora barry bart bartosz bartłomiej bas beata beatrice beatriz ben bengt benjamin \
    benoit benoît berit bernadette bernard bernd bethany bettina betty beverly bianca billy birgit birgitta björn \
    blake bob bobbie bobby bogdan bogumił bogusław bonnie bożena brandon brenda brent brian brigitte britt brittany \
    brooke bruce bruna bruno bryan burak bárbara caio callum calogero calum cameron camila camilla camille candace \
    candice capucine carina carl carla carlo carlos carmela carmen carol carola carolina caroline carolyn carrie \
    casey cassandra catalina catarina caterina catherine cecilia cecília cesar chad chaman chantal charlene charles \
    charlotte chen cheryl chiara chinedu chloe chloé chris christa christel christian christina christine christophe \
    christopher claire clare clarence clarice claude claudia claudine claudio clayton clive cláudia clémence colette \
    colin colleen concepción concetta connie connor constance constantin consuelo corey corinne cornelia cornelis \
    cory courtney craig cristian cristina csaba curtis cynthia czesław cécile cédric célina céline césar daan dale \
    damian dan dana daniel daniela daniele danielle danuta dario dariusz darlene darren dave davi david davide dawid \
    dean deanna debora deborah debra declan deepak deepika denise dennis derek derrick desiree detlef devansh dhruv \
    diana diane didier diego dieter diogo dirk divya diya dmitri dmitry dolores domenico dominik dominika dominique \
    donald donatella donna doris dorota dorothy douglas duarte duncan dustin dylan débora ebba eberhard ebony \
    edeltraud edith edoardo edouard eduardo edward edyta eero egon ekaterina elaine elena eleonora elfriede elias \
    elif elijah elin elisa elisabeth elise eliza elizabeth eliška elke ella ellen elli elmar elodie els elsa \
    elżbieta emanuele emil emilia emilio emily emine emma emmanuel emre encarnación enrico enrique enzo eric erica \
    erich erik erika erin ernesto ernst erzsébet esa esmeralda espen esperanza esra esteban esther ethan euan eugene \
    eva evan evelyn evie ewa ewan ewelina ezio fabian fabio fabrice fatima fatma federica federico felicia felipe \
    felix femke ferenc fernanda fernando filip filippo finn fiona flavia fleur florian franca frances francesca \
    francesco francisca francisco franciszek franck franco frank františek françois françoise fraser frauke fred \
    frederik fredrik freja freya friederike friedrich frédéric frédérique fulvio fábio fátima félix gabriel gabriela \
    gabriele gabriella gabrielle gail gary gaurang gavin geeta geir gemma geneviève genowefa geoffrey georg george \
    georges gerald gerda gerhard gerrit gertrud gheorghe giacomo gianluca gilbert gilberte giles gilles gillian gina \
    ginevra gino gioacchino giorgia giorgio giovanna giovanni gisela giulia giuliano giuseppe giuseppina glen glenn \
    gloria gonzalo gonçalo gordon grace graham grażyna greg gregory greta grietje grzegorz guadalupe gudrun guido \
    guilherme guillaume guillermo gunilla gunnar gustav gustavo guy gábor gérard göran günter günther halina hana \
    hanna hannah hanne hanneke hannele hannelore hannu hans harish harold harriet harry hasan hassan hatice hayley \
    heather hedwig heidi heike heikki heiko heiner heinrich heinz helen helena helga helmut hendrik hendrika henk \
    henning henri henriette henrik henrique henry henryk hermann hilary hildegard holger holly honoré horst howard \
    hredhaan hubert hugh hugo hussein håkan héctor hélène hüseyin ian ibrahim ida ignacio igor ilaria ildikó ilkka \
    ilona ilse imogen imre inge inger ingo ingrid inmaculada inès inés inês ioana ionuț irena irene irina iris \
    irmgard irya isaac isabel isabela isabella isabelle isaiah ishaan ishita isla ismail istván itziar ivan ivana \
    iván iwona izabela jacek jack jacob jacobus jacqueline jacques jadwiga jaime jakub james jamie jan jana jane \
    janet janice janina janine janusz jared jari jarkko jarmila jaroslav jaroslava jasmine jason javier jay jean \
    jeanette jeanne jeannette jeff jeffery jeffrey jenna jennifer jenny jens jeremy jeroen jerry jerzy jesper jesse \
    jessica jesús jill jim jitka jiří jo joakim joan joana joanna joanne joaquín jodie joe johan johanna johannes \
    john johnny jolanta jonas jonathan jonna joost jorge jose josef josefa joseph josephine josette josh joshua josé \
    joséphine joyce joão juan juana judit judith judy juha juhani jukka julia julian juliana julie julien juliette \
    julio julián jussi justin justyna jutta jyoti jános jérôme józef józsef jörg jørgen jürgen kaarina kabir kacper \
    kai kamil kara karel karen kari karin karl karolina kasper katalin katarina katarzyna kate kateřina katharina \
    katherine kathleen kathrin kathryn kathy katie katrin kavita kayla kazimiera kazimierz kees keith kelly kemal \
    kenneth kent kerry kerstin kevin khadija khalid kiara kieran kim kimberly kinga kiran kirsten kirsty kjell \
    kjetil klaas klara klaudia klaus knud koen kofi konrad kornelia krishna kristen kristiina kristin kristina \
    kristýna krisztina krystal krystyna krzysztof kurt kwame kyle kåre lachlan ladislav lakshmi lance larissa larry \
    lars lata latoya laura laure lauren laurence laurent lawrence layla lea leah leanne lee-ann leena leif leire \
    lena lene lenka lennart leon leonard leonardo leonor leroy lesley leslie lester leszek leticia letizia letícia \
    lewis liam lieke liisa linda lindsay lindsey linnea lisa lise liselotte livio lloyd logan lone loredana loren \
    lorena lorenzo lori lorraine lothar lotte louis louise luca lucas luce lucia luciana luciano lucie lucien lucy \
    lucía ludmila ludovica ludvig ludwik luigi luis luisa lukas luke lukáš luís luísa lynn lynne lászló léa léon \
    lívia maarten maciej madalena madeleine madison mads mafalda magdalena magnus maisie maja malcolm malin mandy \
    manfred manish manon manuel manuela mara marc marcel marcelo marcin marco marcos marcus marek margaret margareta \
    margarete margarida margarita margaux margherita margit margot marguerite maria mariam marian mariana marianna \
    marianne marie marieke marijke marilyn marina mario marion marisol marissa marit marius marjan marjatta mark \
    markus markéta marta marten martha martijn martim martin martina martine martín marvin mary maryse marzena maría \
    mason massimo mateo mateus mateusz matheus mathieu mathilde matilda matilde matt matteo matthew matthias \
    matthieu matti mattia mattias matěj maud maureen maurice maurizio maxime maximilian maxwell małgorzata meena \
    meera megan meghan mehmet melanie melinda melissa mercedes merve mette mia micah michael michaela michal michał \
    michel michela michele michelle michèle mieczysław mieke mieszko miguel mihaela mihai mika mikael mike mikhail \
    mikko mikołaj mila milan milena miles milica miloslava mindy minna miranda miriam miroslav mirosław mitchell \
    mohamed mohammed mohit molly monica monika monique montserrat morgan moritz morten muhammad mukesh murat murilo \
    mustafa myra márcia mária mónica nadia nadine naksh nancy naomi natalia natalie natasha nathalie nathan \
    nathaniel natália naveen neha neil nela nell nellie ngozi nicholas nick nicola nicolae nicolas nicole nicoletta \
    nicolás nicuță niels nigel nikhil niklas nikodem nikola nikolai nils nina nisha noah noelia noemi nolan noor \
    norbert norma norman noémi noémie nuno nuria nynke océane odd odette ola olaf olavi ole olga oliver olivia \
    olivier oliwia olof omar omya ondřej orhan ornella oscar oskar osman osvaldo otis otto otávio owen pablo paige \
    pam pamela paola paolo pascal patricia patrick patrik patrizia patrycja patryk patrícia paul paula paulina \
    pauline paulo pavel pavla paweł pedro peggy pekka pentti pernille perry peter petr petra philip philipp philippe \
    phillip phoebe phyllis pia pier piero pierre piers piet pieter pietro pilar piotr pirjo pirkko pooja poul \
    prakash preston priscilla priya przemysław päivi pénélope péter quentin quinn rachel radek radha radosław rafael \
    rafał raffaele raffaella ragnhild rahul raimundo rainer raj rajesh rakesh ralf ralph raluca ramesh ramona ramón \
    randall randi randy raquel rasmus ravi raymond raúl rebecca regina reginald reiner rekha renata renate renee \
    rené renée reuben reyansh rhonda rhys ricardo riccardo richard rick riet rikke risto rita ritva rob robert \
    roberta roberto robyn rocío rodney rodrigo roger rohan rohit roland rolf romain roman romy ronald roos rosa \
    rosalia rosario rosemarie rosemary rosie ross rossella rowan roxana roy ruben rubén rudy rui rupert russell \
    rutger ruth ryan ryszard rémi rémy saanvi sabine sabrina sadie sally salvatore sam samantha samir samuel sander \
    sandra sandrine sanjay sanna sanne sara sarah sari saskia satu saul scott sean sebastian sebastián sebastião \
    seema selena selim sem sep seppo serge sergei sergey sergio serkan seth shane shannon sharon shaun shaurya shawn \
    sheila shelby sherri sherry sheryl shirley shreya sian siddharth sidney siegfried sieglinde sigrid silke silvia \
    simon simona simone sita siv sjoerd sofia sofía soledad solveig sonia sonja sophia sophie soraya spencer stacey \
    stacy stanislav stanisław stanisława stanley stefan stefania stefanie stefano steffi stella stephan stephanie \
    stephen steve steven stewart stig stijn stuart stéphane stéphanie sunil sunita suresh susan susana susanna \
    susanne susie suzanne sven svenja svetlana swati sylvia sylvie sylwia szymon sándor sébastien sérgio søren \
    sławomir tabitha tadeusz tamara tammy tamás tanja tanvi tanya tapani tara tarak tarja tarık tasha tatiana ted \
    terence teresa tereza terje terrence terri terry tess thelma theodore theresa thiago thierry thijs thomas \
    thorsten théo thérèse tiago tibor ties tiffany tim timo timothy timothée tina tiphaine tiziana tjeerd tobias \
    toby todd tom tomasz tommaso tommi tommy tomás tomáš toni tony tor torsten tracey tracie tracy travis trent \
    trevor trijntje trine tristan trond troy truus tuomas tuula tyler tyrone ugo ulf ulla ulrich ulrika ulrike \
    umberto ursula urszula usha ute uwe valentina valerie valérie vandana vanessa varun vasco vasile veikko velma \
    vera vernon veronica veronika verónica vicente vicki vicky victoria vijay vikram viktor ville vincent vincenzo \
    vinicius vinícius viola virginie vittoria vitória vivaan vivian vladimir vladimír vojtěch volker václav \
    véronique víctor věra wade wallace walter waltraud wanda warren wayne wendy werner weronika wesley whitney \
    wiesław wiesława wiktoria wilfred wilhelm wilhelmina willard willem william willie wilma wim winifred wojciech \
    wolfgang wouter władysław xavier ximena yan yash yasmin yolanda yuri yusuf yves yvette yvonne zach zacharie \
    zachary zainab zane zara zbigniew zdeněk zdzisław zehaan zehra zeynep zoe zofia zoltán zoé zsolt zsuzsanna \
    zuzana zuzanna ágnes álvaro ángel ángeles åke åsa édouard élisabeth élise élodie éléonore émilie éric étienne \
    éva óscar øyvind ümit łukasz ştefan ștefan";

#[cfg(test)]
mod tests {
    use super::is_given;

    #[test]
    fn names_are_known_in_any_case() {
        assert!(is_given("Nicole") && is_given("JÜRGEN") && !is_given("Annual") && !is_given(""));
    }
}
