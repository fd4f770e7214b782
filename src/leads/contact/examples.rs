//! What people write, in five languages: some of it is a phone number or an address.

use super::recognise;

/// Country, text, what is in it.
type Example = (&'static str, &'static str, &'static [&'static str]);

fn check(examples: &[Example]) {
    assert!(examples.len() >= 20, "at least twenty a language");
    let mut wrong = Vec::new();
    for (country, text, expected) in examples {
        let found = recognise(text, country);
        let found: Vec<&str> = found.iter().map(super::Contact::value).collect();
        if found != *expected {
            wrong.push(format!("{text:?} ({country}): found {found:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn english() {
    check(&[
        ("US", "Call me at (212) 555-0123 please", &["+12125550123"]),
        ("US", "my number is 2125550123", &["+12125550123"]),
        ("US", "2125550123", &["+12125550123"]),
        ("US", "212-555-0123", &["+12125550123"]),
        ("US", "+1 212 555 0123 works best after 5pm", &["+12125550123"]),
        ("GB", "You can reach me on 07911 123456", &["+447911123456"]),
        ("GB", "020 7946 0958, ask for Ann", &["+442079460958"]),
        ("GB", "it's +44 7700 900123 thanks", &["+447700900123"]),
        (
            "GB",
            "text me: 07911123456 or mail ann@example.com",
            &["ann@example.com", "+447911123456"],
        ),
        ("GB", "Order 4711238 is late, phone 07911 123456", &["+447911123456"]),
        ("GB", "ann.smith+shop@example.co.uk is my mail", &["ann.smith+shop@example.co.uk"]),
        ("GB", "Write to Ann@Example.COM.", &["ann@example.com"]),
        ("US", "whatsapp 0049 171 1234567", &["+491711234567"]),
        ("US", "My order number is 2125550123", &[]),
        ("US", "order #2125550123 hasn't arrived", &[]),
        ("US", "Invoice 212-555-0123 is wrong", &[]),
        ("US", "It was $1,250.00 on 12/24/2025", &[]),
        ("US", "tracking 1Z999AA10123456784", &[]),
        ("US", "USPS 9400 1000 0000 0000 0000 00", &[]),
        ("GB", "Can I come on 24.12.2025 at 10:30?", &[]),
        ("GB", "my IBAN is GB29 NWBK 6016 1331 9268 19", &[]),
        ("GB", "Postcode SW1A 1AA, house 12345", &[]),
        ("US", "I live in 90210-1234", &[]),
        ("US", "card 4111 1111 1111 1111", &[]),
        ("GB", "open 09:00-18:00 in 2024-2025?", &[]),
        ("GB", "booking reference 07911123456", &[]),
        ("GB", "07911123456 is my customer number", &[]),
        ("US", "the file icon@2x.png and https://x.example/u/2125550123", &[]),
        ("US", "my server is 192.168.100.101", &[]),
        ("GB", "I need 1500000 pieces", &[]),
        ("GB", "serial no. 0791 1123 456", &[]),
    ]);
}

#[test]
fn german() {
    check(&[
        ("DE", "Bitte rufen Sie mich an: 0171 1234567", &["+491711234567"]),
        ("DE", "01711234567", &["+491711234567"]),
        ("DE", "Tel. 030/123456", &["+4930123456"]),
        ("DE", "Tel.: (030) 12 34 56", &["+4930123456"]),
        ("DE", "Tel.-Nr. 0171-1234567", &["+491711234567"]),
        ("DE", "meine Handynummer ist 0171 / 123 45 67", &["+491711234567"]),
        ("DE", "+49 (0)171 1234567 ab 18 Uhr", &["+491711234567"]),
        ("DE", "0049 171 1234567", &["+491711234567"]),
        ("DE", "Es geht um Bestellung 4711, erreichbar unter 0171 1234567", &["+491711234567"]),
        ("DE", "80331 München, 089 12345678", &["+498912345678"]),
        ("DE", "0171 1234567 oder 0172 7654321", &["+491711234567", "+491727654321"]),
        ("DE", "Schreiben Sie an anna.müller@bücher.de", &["anna.müller@xn--bcher-kva.de"]),
        ("DE", "mail: ANNA@GMX.DE!", &["anna@gmx.de"]),
        ("AT", "Rückruf bitte 0664 1234567", &["+436641234567"]),
        ("DE", "Meine Bestellnummer ist 0171234567", &[]),
        ("DE", "Bestellung Nr. 01711234567", &[]),
        ("DE", "Kundennummer: 01711234567", &[]),
        ("DE", "Rechnung 030123456 vom 03.04.2025", &[]),
        ("DE", "DHL 00340434161094042557", &[]),
        ("DE", "Sendungsnummer 0171 1234567 bitte", &[]),
        ("DE", "IBAN DE89 3704 0044 0532 0130 00", &[]),
        ("DE", "Das kostet 1.250.000,00 € oder 25.000 Euro", &[]),
        ("DE", "am 01.02.2026 um 10:30 Uhr", &[]),
        ("DE", "vom 01.02.2026 - 15.02.2026", &[]),
        ("DE", "PLZ 01067 Dresden", &[]),
        ("DE", "geöffnet 09:00 - 18:00?", &[]),
        ("DE", "Artikel 0123456789", &[]),
        ("DE", "0171234567 ist meine Auftragsnummer", &[]),
        ("DE", "Steuernummer 030/123/45678", &[]),
        ("DE", "Verbrauch 03512345 kWh", &[]),
        ("DE", "ISBN 978-3-16-148410-0", &[]),
        ("DE", "#0171234567", &[]),
    ]);
}

#[test]
fn french() {
    check(&[
        ("FR", "Appelez-moi au 06 12 34 56 78", &["+33612345678"]),
        ("FR", "06.12.34.56.78", &["+33612345678"]),
        ("FR", "mon numéro : 0612345678", &["+33612345678"]),
        ("FR", "Tél. 01 23 45 67 89, merci", &["+33123456789"]),
        ("FR", "+33 6 12 34 56 78", &["+33612345678"]),
        ("FR", "+33 (0)6 12 34 56 78 après 18h", &["+33612345678"]),
        ("FR", "0033 6 12 34 56 78", &["+33612345678"]),
        ("FR", "je suis joignable au 06-12-34-56-78", &["+33612345678"]),
        ("FR", "commande 4711238, rappelez-moi au 0612345678", &["+33612345678"]),
        ("FR", "75001 Paris 01 23 45 67 89", &["+33123456789"]),
        ("FR", "anne@exemple.fr ou 06 12 34 56 78", &["anne@exemple.fr", "+33612345678"]),
        ("FR", "c'est anne.dupont@orange.fr.", &["anne.dupont@orange.fr"]),
        ("FR", "Ma commande n° 0612345678", &[]),
        ("FR", "n° 0612345678", &[]),
        ("FR", "numéro de suivi 06 12 34 56 78", &[]),
        ("FR", "facture 0123456789 du 03/04/2025", &[]),
        ("FR", "0612345678 est mon numéro de commande", &[]),
        ("FR", "le 06.12.2025 à 14h30", &[]),
        ("FR", "entre 09:00 et 18:00, le 01-02-2026", &[]),
        ("FR", "Ça coûte 1 234 567,89 € ?", &[]),
        ("FR", "IBAN FR14 2004 1010 0505 0001 3M02 606", &[]),
        ("FR", "SIRET 012 345 678 00012", &[]),
        ("FR", "code postal 01000", &[]),
        ("FR", "colis 6A12345678901", &[]),
        ("FR", "j'ai 12000000 euros", &[]),
        ("FR", "en 2024-2025 ou 2025/2026", &[]),
        ("FR", "référence : 0123456789", &[]),
        ("FR", "carte 4970 1000 0000 0055", &[]),
        ("FR", "dossier 01 23 45 67 89", &[]),
    ]);
}

#[test]
fn romanian() {
    check(&[
        ("RO", "Sunați-mă la 0722 123 456", &["+40722123456"]),
        ("RO", "0722123456", &["+40722123456"]),
        ("RO", "nr meu de telefon: 0722.123.456", &["+40722123456"]),
        ("RO", "Tel 021 312 3456", &["+40213123456"]),
        ("RO", "+40 722 123 456 după ora 18", &["+40722123456"]),
        ("RO", "0040 722 123 456", &["+40722123456"]),
        ("RO", "numărul meu este 0722-123-456", &["+40722123456"]),
        ("RO", "comanda 4711238 nu a venit, sunati la 0722123456", &["+40722123456"]),
        ("RO", "whatsapp 0722123456 sau ana@exemplu.ro", &["ana@exemplu.ro", "+40722123456"]),
        ("RO", "Scrieți-mi la Ana.Pop@Exemplu.RO", &["ana.pop@exemplu.ro"]),
        ("RO", "contact: 0722 123 456, mersi", &["+40722123456"]),
        ("RO", "Comanda 0722123456 nu a ajuns", &[]),
        ("RO", "numărul comenzii este 0722123456", &[]),
        ("RO", "factura nr. 0722123456", &[]),
        ("RO", "AWB 0722123456", &[]),
        ("RO", "nr. 0722123456", &[]),
        ("RO", "0722123456 este numărul comenzii", &[]),
        ("RO", "pe 24.12.2025 la 10:30", &[]),
        ("RO", "IBAN RO49 AAAA 1B31 0075 9384 0000", &[]),
        ("RO", "costă 1.250.000 lei sau 12.500,50 RON", &[]),
        ("RO", "cod poștal 010101", &[]),
        ("RO", "CNP 1960229123456", &[]),
        ("RO", "CUI 01234567", &[]),
        ("RO", "program 09:00-18:00", &[]),
        ("RO", "aș vrea 1000000 buc", &[]),
        ("RO", "contract 0213123456", &[]),
        ("RO", "codul produsului 0213123456", &[]),
        ("RO", "seria XR 072212", &[]),
    ]);
}

#[test]
fn russian() {
    check(&[
        ("RU", "Позвоните мне: 8 916 123-45-67", &["+79161234567"]),
        ("RU", "+7 (916) 123-45-67", &["+79161234567"]),
        ("RU", "89161234567", &["+79161234567"]),
        ("RU", "мой номер 9161234567", &["+79161234567"]),
        ("RU", "916 123 45 67, Анна", &["+79161234567"]),
        ("RU", "79161234567 ватсап", &["+79161234567"]),
        ("RU", "тел. 8(495)123-45-67", &["+74951234567"]),
        ("RU", "перезвоните на 8-916-123-45-67", &["+79161234567"]),
        ("RU", "заказ 4711238, телефон 89161234567", &["+79161234567"]),
        ("RU", "мой телефон +79161234567 или anna@mail.ru", &["anna@mail.ru", "+79161234567"]),
        ("RU", "почта Anna.Petrova@Yandex.ru.", &["anna.petrova@yandex.ru"]),
        ("RU", "пишите: иван@пример.рф", &["иван@xn--e1afmkfd.xn--p1ai"]),
        ("RU", "Номер заказа 89161234567", &[]),
        ("RU", "мой номер заказа 9161234567", &[]),
        ("RU", "заказ № 89161234567", &[]),
        ("RU", "№89161234567", &[]),
        ("RU", "трек-номер 80091234567890", &[]),
        ("RU", "накладная 8916 123 4567", &[]),
        ("RU", "89161234567 это номер заказа", &[]),
        ("RU", "24.12.2025 в 10:30", &[]),
        ("RU", "цена 1 234 567 руб.", &[]),
        ("RU", "89161234 рублей", &[]),
        ("RU", "индекс 101000", &[]),
        ("RU", "ИНН 7707083893", &[]),
        ("RU", "счёт 40817810099910004312", &[]),
        ("RU", "карта 4276 1234 5678 9014", &[]),
        ("RU", "паспорт 4510 123456", &[]),
        ("RU", "договор 8-916-123-45-67", &[]),
        ("RU", "с 09:00 до 18:00 по будням", &[]),
        ("RU", "нужно 10000000 шт", &[]),
    ]);
}
