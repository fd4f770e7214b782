# Experimente und was aus ihnen wurde.

tab-experiments = Experimente
experiments-title = Experimente
experiments-none = Nichts wird ausprobiert
experiments-none-text = Geben Sie einem Angebot eine zweite Variante oder eine Gruppe, die es nicht sieht; hier wird verglichen, was daraus wurde.
experiments-about = Worum es geht
experiments-judged = Gemessen an
experiments-since = Seit
experiments-running = Läuft
experiments-ended = Beendet
experiments-kind-offer = Angebot
experiments-kind-form = Formular
experiments-kind-script = Skript
experiments-kind-page = Landingpage
experiments-kind-other = Etwas anderes
experiments-back = Zurück zu den Experimenten
experiments-to-offer = Angebot öffnen
experiments-to-page = Seite öffnen
experiments-control = Sieht nichts
experiments-unfair = Die Besucher verteilen sich so anders als die Gewichte, dass es kein Zufall sein kann. Irgendwo gehen welche verloren: Keine Zahl gilt, und kein Gewinner wird genannt.
experiments-early = Noch zu früh. { $visitors ->
        [0] { "" }
        [one] Der kleinsten Variante fehlt noch { $visitors } Besucher.
       *[other] Der kleinsten Variante fehlen noch { $visitors } Besucher.
    } { $goals ->
        [0] { "" }
        [one] Allen zusammen fehlt noch { $goals } Ergebnis.
       *[other] Allen zusammen fehlen noch { $goals } Ergebnisse.
    }
experiments-open = Bisher ist keine Variante sicher besser. Lassen Sie es laufen, oder behalten Sie, was Sie haben.
experiments-keep = „{ $name }“ ist besser als jede andere Variante.
experiments-better = „{ $name }“ ist besser als „{ $base }“.
experiments-rates = { $goal } je Besucher
experiments-rates-text = Der Balken zeigt, wo der wahre Anteil liegt, mit 95 % Sicherheit.
experiments-variant = Variante
experiments-rate = Anteil
experiments-interval = Bereich
experiments-chance = Chance, die beste zu sein
experiments-loss = Verlust je 1.000 Besucher
experiments-wins = Gewinner
experiments-came = Was daraus wurde
experiments-came-text = Es zählen Leads, die innerhalb von 30 Tagen kamen, auf welchem Weg auch immer.
experiments-weight = Gewicht
experiments-visitors = Besucher
experiments-impressions = Einblendungen
experiments-conversions = Konversionen
experiments-leads = Leads
experiments-valid = Gültige Leads
experiments-customers = Kunden
experiments-method = Ein Gewinner wird genannt, sobald jede Variante { $visitors } Besucher hat und alle zusammen { $goals } Ergebnisse, und nur wenn der Unterschied hält, so oft man auch hinsieht: Von Experimenten ohne Unterschied nennt höchstens eines von zwanzig einen.
experiments-earlier = Andere Zeiträume
experiments-earlier-text = Geänderte Gewichte oder Varianten beginnen einen neuen.
experiments-begun = begonnen
experiments-new = Neues Experiment
experiments-new-text = Ein Teil der Besucher bekommt das eine anstelle des anderen. Alle bleiben bei dem, was sie bekamen.
experiments-base = Wie es jetzt ist
experiments-against = Gegen
experiments-third = Und gegen
experiments-no-third = Nichts weiter
experiments-choose = Auswählen …
experiments-begin = Beginnen
experiments-end = Beenden
experiments-done = Es läuft
experiments-needs-two = Es braucht zwei von einer Art
experiments-needs-two-text = Legen Sie ein zweites Formular an oder veröffentlichen Sie ein zweites Skript, und probieren Sie es anstelle des ersten aus. Varianten eines Angebots werden beim Angebot eingerichtet.
experiments-wrong-kind = Wählen Sie eines von derselben Art wie das erste.
experiments-wrong-site = Wählen Sie eines von derselben Website wie das erste.
experiments-wrong-twice = Dieses ist schon gewählt.
