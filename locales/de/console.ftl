# Der Rahmen jeder Seite, Wörter vieler Seiten, was an einem Feld falsch ist, Fehlerseiten.

frame-skip = Zum Inhalt springen
frame-main = Hauptmenü
frame-theme = Design
frame-sign-out = Abmelden
nav-inbox = Posteingang
nav-leads = Leads
nav-quarantine = Quarantäne
nav-settings = Einstellungen
nav-unread = ungelesen
nav-new = neu
nav-to-check = zu prüfen
tab-sites = Websites
tab-team = Team
tab-departments = Abteilungen
tab-mail = Mail
tab-profile = Profil

word-save = Speichern
word-cancel = Abbrechen
word-copy = Kopieren
word-install = Einbauen
word-name = Name
word-phone = Telefon
word-email = E-Mail
word-status = Status
word-owner = Zuständig
word-site = Website
word-page = Seite
word-channel = Kanal
word-language = Sprache
word-password = Passwort
word-role = Rolle
word-requests = Anfragen
word-actions = Aktionen
word-pages = Seiten
word-older = Ältere
word-signin = Anmelden
word-saved = Gespeichert
back-to = Zurück zu { $name }

keys-move = bewegen
keys-open = öffnen
keys-search = suchen

inbox-needs-script = Der Posteingang braucht JavaScript
inbox-needs-script-text = Erlauben Sie Skripte für diese Adresse und laden Sie die Seite neu.

wrong-empty = Bitte ausfüllen.
wrong-long = Höchstens { $most ->
        [one] { $most } Zeichen
       *[other] { $most } Zeichen
    }.
wrong-characters = Darin sind Zeichen, die sich nicht anzeigen lassen.
wrong-email = Das ist keine E-Mail-Adresse.
wrong-zone = Wählen Sie eine Zeitzone aus der Liste, zum Beispiel Europe/Berlin.

failure-status = Fehler { $status }
failure-request = Nummer dieser Anfrage:
failure-inbox = Zum Posteingang
failure-back = Zurück
failure-csrf = Es wurde nichts geändert
failure-csrf-text = Diese Seite war zu lange offen, oder sie wurde von einer anderen Website geschickt. Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
failure-role = Ihre Rolle erlaubt das nicht
failure-role-text = Ein Inhaber des Kontos kann es tun oder Ihnen eine andere Rolle geben.
failure-signed-out = Sie sind abgemeldet
failure-signed-out-text = Melden Sie sich an, um weiterzumachen.
failure-missing = Hier ist nichts
failure-missing-text = Die Adresse ist falsch geschrieben, oder was hier war, gibt es nicht mehr.
failure-method = Das lässt sich nicht öffnen
failure-method-text = Die Adresse nimmt solche Anfragen nicht an.
failure-large = Das war zu viel
failure-large-text = Was gesendet wurde, ist größer, als der Server annimmt.
failure-often = Zu viele Versuche
failure-often-text = Warten Sie ein wenig und versuchen Sie es dann noch einmal. Nichts ist gesperrt.
failure-busy = Gerade nicht verfügbar
failure-busy-text = Es ging nichts verloren. Laden Sie die Seite in ein paar Sekunden neu.
failure-unreadable = Der Server konnte das nicht lesen
failure-unreadable-text = Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
failure-broken = Bei uns ist etwas schiefgegangen
failure-broken-text = Es steht unter der Nummer unten im Protokoll des Servers. Laden Sie die Seite neu oder kommen Sie später wieder.
