//! The words around a number say what it is. All languages at once: a visitor writes in any.

/// Beginnings of words after which digits are not a phone number; `$` marks a whole word.
#[rustfmt::skip]
const OTHER: &[&str] = &[
    // English
    "order", "invoice", "tracking", "parcel", "shipment", "ticket", "reference", "ref$",
    "customer", "client", "account", "contract", "booking", "reservation", "serial", "part$",
    "sku", "article", "item", "case$", "card", "tax", "vat$", "id$", "iban", "policy", "postcode",
    "zip", "isbn", "ean$", "imei", "vin$", "receipt", "membership", "model", "transaction",
    "passport",
    // German
    "bestell", "auftrag", "rechnung", "sendung", "paket", "kunden", "vertrag", "vorgang",
    "artikel", "serien", "steuer", "ust", "plz", "postleitzahl", "konto", "blz", "aktenzeichen",
    "buchung", "referenz", "fahrgestell", "versicherung", "zähler", "mitglied", "lieferschein",
    "gerät", "ausweis", "überweisung", "modell",
    // French
    "commande", "facture", "suivi", "colis", "contrat", "dossier", "référence", "réf", "siret",
    "siren", "tva", "code", "compte", "carte", "série", "réservation", "sécurité", "devis",
    "bon$", "billet", "modèle",
    // Romanian
    "comand", "comenz", "factur", "awb", "colet", "dosar", "referin", "rezerv", "cui$", "cif$",
    "cnp", "cont$", "contul", "contract", "serie", "cod$", "codul", "produs", "articol", "tichet",
    "bilet", "card",
    // Russian
    "заказ", "накладн", "трек", "отслеж", "посыл", "счет", "счёт", "договор", "инн$", "кпп",
    "огрн", "снилс", "паспорт", "клиент", "лицев", "карт", "артикул", "индекс", "брон",
    "обращени", "заявк", "тикет", "чек", "серийн", "билет", "полис", "квитанц", "отправлен",
];

/// Beginnings of words that announce a phone number.
#[rustfmt::skip]
const PHONE: &[&str] = &[
    // English
    "phone", "telephone", "call", "mobile", "cell", "tel$", "whatsapp", "telegram", "viber",
    "signal", "sms", "text$", "reach", "contact", "ring", "dial", "my number",
    // German
    "telef", "handy", "mobil", "rückruf", "zurückruf", "zurückzuruf", "ruf", "anruf", "anzuruf",
    "erreich", "festnetz", "meine nummer", "durchwahl", "melden", "tel",
    // French
    "téléphon", "tél", "portable", "appel", "rappel", "joindre", "joign", "mon numéro", "fixe$",
    "contacte",
    // Romanian
    "suna", "sună", "sunați", "sunați", "apel", "numărul meu", "numarul meu", "nr meu",
    "contacta",
    // Russian
    "телеф", "тел$", "моб", "звон", "позвон", "перезвон", "набер", "мой номер", "номер телефона",
    "ватсап", "вотсап", "вацап", "вайбер", "телеграм", "связ", "тлф",
];

/// Marks that count digits: they stand right before a number of something.
const SIGNS: &[&str] = &["#", "№", "n°", "nº", "nr.", "nr", "no.", "num."];

/// What the words around a number say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    Phone,
    Other,
    None,
}

/// Reads the words before and after a number. The nearest one before it counts; words before
/// other digits belong to those.
pub(super) fn hint(before: &str, after: &str) -> Hint {
    let before = last_clause(before);
    match (last(&before, PHONE), last(&before, OTHER)) {
        (Some(phone), other) if other.is_none_or(|other| phone >= other) => return Hint::Phone,
        (_, Some(_)) => return Hint::Other,
        _ => {}
    }
    let bare = before.trim_end_matches([' ', ':', '\u{a0}']);
    let is_sign = |sign: &&str| {
        bare.strip_suffix(*sign)
            .is_some_and(|rest| !sign.starts_with('n') || !rest.ends_with(char::is_alphabetic))
    };
    if SIGNS.iter().any(is_sign) || says_other(after) {
        return Hint::Other;
    }
    Hint::None
}

/// Whether a word glued to digits, such as `Tel0171…`, announces a phone number.
pub(super) fn announces_phone(word: &str) -> bool {
    last(&word.to_lowercase(), PHONE).is_some()
}

/// What stands between the last other digits and the number, at most 48 characters, lower case.
fn last_clause(before: &str) -> String {
    let from = before.rfind(|c: char| c.is_ascii_digit() || c == '\n' || c == '\x01');
    let clause = from.map_or(before, |at| &before[at + 1..]);
    let skip = clause.chars().count().saturating_sub(48);
    clause.chars().skip(skip).collect::<String>().to_lowercase()
}

/// Where the last of the words begins.
fn last(text: &str, words: &[&str]) -> Option<usize> {
    words.iter().filter_map(|word| place(text, word)).max()
}

fn place(text: &str, word: &str) -> Option<usize> {
    let (stem, whole) = match word.strip_suffix('$') {
        Some(stem) => (stem, true),
        None => (word, false),
    };
    let mut found = None;
    for (at, _) in text.match_indices(stem) {
        let begins = !text[..at].ends_with(char::is_alphanumeric);
        let ends = !whole || !text[at + stem.len()..].starts_with(char::is_alphabetic);
        if begins && ends {
            found = Some(at);
        }
    }
    found
}

/// "… is my order number": a copula or a dash, and soon a word for something else.
fn says_other(after: &str) -> bool {
    let clause: String = after
        .chars()
        .take_while(|c| !matches!(c, '.' | ',' | ';' | '!' | '?' | '\n'))
        .take(36)
        .collect::<String>()
        .to_lowercase();
    let clause = clause.trim_start();
    ["is ", "ist ", "est ", "este ", "e ", "это ", "- ", "– ", "— "]
        .iter()
        .filter_map(|copula| clause.strip_prefix(copula))
        .any(|rest| last(rest, OTHER).is_some_and(|other| Some(other) > last(rest, PHONE)))
}
