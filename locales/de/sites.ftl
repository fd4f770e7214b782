# Die Websites: Liste, Formular, Vorschau, Einbau des Tags.

sites-add = Website hinzufügen
sites-none = Noch keine Website
sites-none-text = Eine Website ist hier ein Ort mit dem Widget: ihre Adresse, ihr Aussehen, ihre Zeiten und wer von neuen Leads erfährt.
sites-never = noch nicht gesehen
sites-seen = gesehen { $time }
sites-seen-last = zuletzt gesehen { $time }
sites-back = Zurück zu den Websites
sites-owners-only = Nur ein Inhaber kann eine Website ändern.
sites-not-saved = Es wurde noch nichts gespeichert: Unten fehlt etwas.

site-section = Die Website
site-name-hint = Besucher sehen ihn oben im Chat.
site-addresses = Adressen
site-addresses-hint = Eine pro Zeile. Das Widget funktioniert nur auf diesen. https://*.shop.example umfasst alle Subdomains.
site-look = Aussehen
site-colour = Farbe
site-corner = Ecke
site-right = Unten rechts
site-left = Unten links
site-from-side = Pixel vom Rand
site-from-bottom = Pixel von unten
site-from-bottom-hint = Mehr, wenn dort ein Cookie-Banner oder eine feste Leiste ist.
site-bubble = Besucher neben dem Knopf begrüßen
site-bubble-hint = Eine kleine Sprechblase, einmal. Das Fenster öffnet sich nicht von selbst.
site-texts = Texte
site-texts-text = Leer: die eigenen Worte des Widgets, in seiner Sprache.
site-language = Sprache des Widgets
site-language-hint = Auch die Mails über Leads dieser Website folgen ihr.
site-language-auto = Die Sprache der Seite
site-heading = Überschrift
site-greeting = Begrüßung
site-greeting-hint = Die erste Zeile im Chat.
site-launcher = Name des Knopfs
site-launcher-hint = Was ein Screenreader zum runden Knopf sagt.
site-reply-time = Wie schnell Sie antworten
site-reply-time-hint = Zum Beispiel „Wir antworten innerhalb von zehn Minuten“. Versprechen Sie, was Sie halten.
site-hours = Zeiten
site-hours-text = Außerhalb übernimmt das Formular und sagt, wann Sie wieder da sind. Leere Tage sind frei; lassen Sie alle leer, wenn jederzeit jemand antwortet.
site-closed = geschlossen
site-hours-hint = Zum Beispiel 9:00–18:00, oder 9–13, 14–18 mit Pause.
site-desk = Wer antwortet
site-answers-by = Besuchern antworten
site-answers-by-hint = Gilt sofort, auch für offene Unterhaltungen.
site-no-script = Noch ist kein Skript veröffentlicht. Bis dahin antworten Menschen, was auch immer hier gewählt ist.
site-strategy = Wer eine wartende Unterhaltung bekommt
site-strategy-hint = Wer zuletzt mit dem Besucher gesprochen hat, kommt zuerst. Nur wer online ist, bekommt welche, und niemand mehr zugleich, als unter Abteilungen steht.
site-told = Wer Bescheid bekommt
site-notify = E-Mail-Adressen
site-notify-hint = Eine pro Zeile. Neue Leads und unbeantwortete Chats werden sofort dorthin gemailt.
site-unanswered = Sekunden, bis ein Chat als unbeantwortet gilt
site-unanswered-hint = Dann geht eine Mail hinaus: an die Person, deren Unterhaltung es ist, sonst an die Adressen oben. 0: nie.
site-escalate = Weitere Sekunden, bis alle es erfahren
site-escalate-hint = Wenn die Person, deren Unterhaltung es ist, auch bis dahin nicht geantwortet hat. 0: nie.
site-mail-cap = Mails an eine Adresse
site-mail-window = innerhalb von Minuten
site-mail-window-hint = Was darüber hinausgeht, wird in einer Mail gesammelt.
site-files = Dateien
site-upload = Megabyte einer Datei, die Besucher senden dürfen
site-upload-hint = 0: Besucher senden keine Dateien. Höchstens 100.
site-privacy = Telefonnummern und Datenschutz
site-country = Land für Telefonnummern ohne Vorwahl
site-consent = Zuerst um Einwilligung bitten
site-consent-hint = Davor wird nichts über einen Besucher gespeichert oder gesendet.
site-privacy-page = Ihre Datenschutzseite
site-privacy-page-hint = Das Formular und die Einwilligung verweisen darauf.
site-sandboxed = Seiten in einer Sandbox erlauben
site-sandboxed-hint = Seiten in einem Sandbox-Frame haben keine eigene Adresse. Jeder kann so eine machen; lassen Sie das aus, wenn Sie es nicht brauchen.
site-goals = Ziele
site-goals-text = Werden dataLayer, gtag und ym auf Ihrer Seite gemeldet, einmal für jeden Lead und jeden Chat. Leer: keine.
site-goal-lead = Ein Lead kam herein
site-goal-chat = Ein Chat hat begonnen
site-metrica = Nummer des Metrica-Zählers
site-metrica-hint = Nur wenn Sie Yandex Metrica nutzen.
site-add = Website hinzufügen
site-preview = So sieht es aus

answers-people = Menschen
answers-bot = Der Bot
answers-bot-first = Zuerst der Bot, dann Menschen
answers-bot-when-away = Der Bot, solange niemand online ist
strategy-manual = Wer sie übernimmt oder zuerst antwortet
strategy-round-robin = Alle der Reihe nach
strategy-least-busy = Wer die wenigsten hat

day-monday = Montag
day-tuesday = Dienstag
day-wednesday = Mittwoch
day-thursday = Donnerstag
day-friday = Freitag
day-saturday = Samstag
day-sunday = Sonntag

wrong-colour = Geben Sie die Farbe mit sechs Stellen an, zum Beispiel #2563eb.
wrong-address = „{ $typed }“ ist keine Adresse.
wrong-no-address = Geben Sie die Adresse der Website an, zum Beispiel https://shop.example.
wrong-many-addresses = Höchstens 50 Adressen. *.shop.example umfasst Subdomains.
wrong-notify = „{ $typed }“ ist keine E-Mail-Adresse.
wrong-many-notify = Höchstens 20 Adressen.
wrong-country = Geben Sie das Land mit zwei Buchstaben an, zum Beispiel DE.
wrong-privacy = Geben Sie die ganze Adresse an, zum Beispiel https://shop.example/privacy.
wrong-metrica = Das ist keine Zählernummer: Sie besteht nur aus Ziffern.
wrong-number = Geben Sie eine Zahl von { $least } bis { $most } an.
wrong-goal = Buchstaben, Ziffern, - und _, höchstens 40.
wrong-hours = Schreiben Sie es wie 9:00–18:00, oder 9–13, 14–18 mit Pause.

preview-label = Wie das Widget mit diesen Einstellungen aussieht
preview-greeting = Wie können wir helfen?
preview-always = Ohne Zeiten wird erwartet, dass jederzeit jemand antwortet.
preview-open = Mit diesen Zeiten ist jetzt offen.
preview-never = Mit diesen Zeiten ist nie offen.
preview-opens = { $day ->
        [1] Mit diesen Zeiten ist jetzt geschlossen, offen ist wieder am Montag um { $time }.
        [2] Mit diesen Zeiten ist jetzt geschlossen, offen ist wieder am Dienstag um { $time }.
        [3] Mit diesen Zeiten ist jetzt geschlossen, offen ist wieder am Mittwoch um { $time }.
        [4] Mit diesen Zeiten ist jetzt geschlossen, offen ist wieder am Donnerstag um { $time }.
        [5] Mit diesen Zeiten ist jetzt geschlossen, offen ist wieder am Freitag um { $time }.
        [6] Mit diesen Zeiten ist jetzt geschlossen, offen ist wieder am Samstag um { $time }.
       *[7] Mit diesen Zeiten ist jetzt geschlossen, offen ist wieder am Sonntag um { $time }.
    }

install-title = Das Widget auf { $site } einbauen
install-seen = Das Widget läuft. Es wurde { $time } auf { $url } gesehen.
install-seen-last = Das Widget wurde zuletzt { $time } auf { $url } gesehen. Wenn die Website Besucher hat, wurde das Tag vielleicht entfernt.
install-never = Noch nicht gesehen. Fügen Sie das Tag ein, öffnen Sie eine Seite der Website und laden Sie dann diese hier neu.
install-somewhere = einer ihrer Seiten
install-tag = Das Tag
install-tag-text = Fügen Sie es in jede Seite ein, vor dem schließenden `</body>` oder im Kopf. Es macht die Seite nicht langsamer.
install-nothing = Wenn nichts erscheint
install-policy-text = Nur wenn Ihre Website eine sendet. Ergänzen Sie damit ihre Zeilen; mehr ist nicht nötig, weder Stile noch Frames.
install-nonce = Mit Nonces und `strict-dynamic` geben Sie dem Tag Ihre Nonce, statt `script-src` zu ergänzen; `connect-src` bleibt wie oben. Trusted Types brauchen dafür keine Richtlinie.
install-managers = Tag-Manager
install-managers-text = Manche lassen das Attribut `data-site` weg. Nehmen Sie dann das hier als benutzerdefiniertes HTML-Tag auf allen Seiten.
install-scripts = Für Ihre eigenen Skripte
install-scripts-text = Diese Zeilen, irgendwo vor dem Tag, nehmen sofort Befehle an; sie laufen, sobald das Widget da ist. Befehle: `open`, `close`, `toggle`, `set`, `track`, `on`, `off`, `consent`, `reset`.
install-hint-page = Öffnen Sie eine Seite der Website in einem neuen Tab und laden Sie sie neu. Das Tag muss im HTML der Seite stehen: Suchen Sie in ihrem Quelltext nach „w.js“.
install-hint-address = Die Adresse der Seite muss auf der Liste dieser Website stehen: { $addresses }. Mit und ohne www. sind verschiedene Adressen.
install-hint-console = Drücken Sie F12 und sehen Sie in die Konsole. Eine Zeile über „Content Security Policy“ heißt, dass die Zeilen unten fehlen; mit „Leadbell:“ beginnt, was das Widget selbst sagt.
install-hint-https = Ihre Website nutzt https, dieser Server http. Browser lehnen diese Mischung ab: Stellen Sie den Server hinter https und setzen Sie LEADBELL_PUBLIC_URL.
install-hint-local = Das Tag zeigt auf { $server }, das nur dieser Rechner erreicht. Setzen Sie LEADBELL_PUBLIC_URL auf die Adresse, die Ihre Besucher erreichen.

done-site = Die Website ist angelegt. Es fehlt noch eine Zeile HTML.
done-setup = Alles ist eingerichtet. Es fehlt noch eine Zeile HTML.
