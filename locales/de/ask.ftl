# Was eine Website vor dem Chat fragt, und was ihr Team davon sieht.

site-drafts = Zeigen, was Besucher gerade schreiben
site-drafts-hint = Ihr Team sieht die Worte, bevor sie gesendet sind; gespeichert werden sie nirgends. Der Chat sagt das den Besuchern.
ask-link = Fragen vor dem Chat
ask-title = Was { $site } vor dem Chat fragt
ask-when = Wann gefragt wird
ask-when-hint = Jede Frage kostet Chats. Was ein Besucher einmal beantwortet hat, wird nicht noch einmal gefragt.
ask-never = Nie
ask-away = Wenn niemand online ist
ask-always = Immer
ask-number = Frage { $number }
ask-nothing = Keine Frage
ask-email = E-Mail-Adresse
ask-phone = Telefonnummer
ask-department = Abteilung
ask-text = Eine Zeile Text
ask-choice = Eine von mehreren Antworten
ask-words = In Ihren Worten
ask-words-hint = Für eine Zeile Text und für mehrere Antworten. Die anderen stehen in der Sprache des Besuchers.
ask-choices = Antworten zur Wahl
ask-choices-hint = Eine je Zeile.
ask-required = Eine Antwort ist nötig
wrong-asked-twice = Das wird schon gefragt.
wrong-choices = Geben Sie 2 bis { $most } Antworten an.

install-page = Der Chat auf einer eigenen Seite
install-page-text = Für Links in E-Mails und Profilen, und für Seiten, deren Richtlinie das Widget nicht zulässt.
install-identity = Besucher, die Sie kennen
install-identity-text = Ihr Server signiert mit diesem Geheimnis, wer angemeldet ist (ein JWT, HS256), und die Seite ruft `leadbell('identify', token)` auf. Das Team sieht dann ein Zeichen für die Bestätigung, die Person in jedem Browser dieselbe Unterhaltung. Das Token nennt die Website (`aud`), endet binnen 24 Stunden (`exp`) und wird für jede Seite neu gemacht.
install-secret-text = Bewahren Sie es auf Ihrem Server auf: Wer es hat, kann sich für jeden ausgeben. Nach einem neuen gilt dieses noch einen Tag.
install-secret-make = Geheimnis erzeugen
install-secret-new = Geheimnis ersetzen
install-secret-owners = Nur ein Inhaber sieht das Geheimnis.
done-secret = Es gibt ein neues Geheimnis.
