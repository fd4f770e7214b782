# Das Profil, der zweite Schritt der Anmeldung, das Team.

profile-you = Sie
profile-face = Ihr Bild
profile-face-hint = Besucher sehen es im Chat neben Ihrem Namen. Es wird quadratisch zugeschnitten.
profile-face-choose = Bild auswählen
profile-face-clear = Entfernen
profile-face-not = Das ist kein Bild, das der Browser anzeigen kann.
profile-face-failed = Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.
profile-email-hint = Damit melden Sie sich an.
profile-password-text = Ein neues meldet Sie in allen anderen Browsern ab.
profile-current = Bisheriges Passwort
profile-set-password = Neues Passwort setzen
profile-places = Wo Sie angemeldet sind
profile-here = dieser hier
profile-sign-out-all = Überall abmelden
profile-sign-out-hint = Auch hier.
profile-browser = { $browser } auf { $system }
profile-browser-other = Ein anderes Programm

second-title = Zweiter Schritt
second-on = an
second-text = Ein Code von Ihrem Telefon, nach dem Passwort. Damit öffnet ein gestohlenes Passwort nichts.
second-codes-left = { $count ->
        [0] Sie haben keine Wiederherstellungscodes mehr. Erstellen Sie neue, bevor Sie Ihr Telefon verlieren.
        [one] Sie haben noch einen Wiederherstellungscode.
       *[other] Sie haben noch { $count } Wiederherstellungscodes.
    }
second-confirm = Ihr Passwort, um das zu ändern
second-new-codes = Neue Wiederherstellungscodes erstellen
second-turn-off = Zweiten Schritt ausschalten
second-set-up = Zweiten Schritt einrichten
second-scan = 1. Scannen Sie das mit einer App für Codes
second-scan-text = Zum Beispiel mit der in den Passwörtern Ihres Telefons oder mit einem Authenticator.
second-qr = QR-Code mit dem Geheimnis für Ihre App
second-no-camera = Keine Kamera? Geben Sie diesen Schlüssel ein:
second-type = 2. Geben Sie ein, was die App zeigt
second-digits = Sechs Ziffern
second-password = Ihr Passwort
second-turn-on = Zweiten Schritt einschalten
second-not-now = Nicht jetzt
second-wrong-code = Dieser Code passt nicht. Prüfen Sie die Uhr Ihres Telefons und versuchen Sie es noch einmal.
second-is-on = Der zweite Schritt ist an
second-codes-ended = Die alten Codes gelten nicht mehr
codes-title = Wiederherstellungscodes
codes-keep = Bewahren Sie diese Codes auf
codes-text = Jeder öffnet die Anmeldung einmal, wenn Sie Ihr Telefon nicht haben. Sie werden nur dieses eine Mal gezeigt: Drucken Sie sie aus oder legen Sie sie in Ihren Passwortmanager.
codes-kept = Ich habe sie aufbewahrt

team-people = Personen
team-people-text = Inhaber richten alles ein, Manager bearbeiten die Leads, Operatoren beantworten Chats.
team-last-here = Zuletzt hier
team-you = Sie
team-invited = eingeladen
team-deactivated = deaktiviert
team-second-step = zweiter Schritt
team-role-of = Rolle von { $name }
team-change = Ändern
team-never = nie
team-send-again = Erneut senden
team-withdraw = Zurückziehen
team-reactivate = Reaktivieren
team-deactivate = Deaktivieren
team-invite = Jemanden einladen
team-invite-text = Wer eingeladen wird, bekommt eine Mail mit einem Link, wählt ein Passwort und ist im Team.
team-operator = Operator: beantwortet Chats
team-manager = Manager: bearbeitet die Leads
team-owner = Inhaber: richtet alles ein
team-their-language = Sprache der Mails
team-send-invitation = Einladung senden
team-owners-only = Nur ein Inhaber kann Personen einladen und ihre Rollen ändern.
team-taken = Mit dieser Adresse meldet sich schon jemand an.
team-last-owner = Das Konto braucht einen Inhaber. Machen Sie zuerst jemand anderen zum Inhaber.

departments-none = Noch keine Abteilungen
departments-none-text = Eine Abteilung ist ein Teil des Teams, etwa Verkauf oder Support. Eine Unterhaltung für sie geht nur an ihre Leute.
departments-nobody = niemand darin
departments-who = Wer dazugehört
departments-add = Abteilung hinzufügen
departments-add-text = Eine Unterhaltung für eine Abteilung geht nur an ihre Leute. Solange niemand darin ist, geht sie an alle.
departments-name-hint = Besucher sehen ihn, wo sie wählen, wem sie schreiben.
departments-delete = Diese Abteilung löschen
departments-delete-text = Ihre Unterhaltungen bleiben und sind dann für das ganze Team.
departments-delete-now = „{ $name }“ löschen
departments-owners-only = Nur Inhaber können Abteilungen ändern.
capacity-title = Unterhaltungen zugleich
capacity-text = Niemand bekommt mehr offene Unterhaltungen zugeteilt als hier steht. Selbst übernehmen kann man auch mehr. 0: bekommt keine.
done-department = Die Abteilung ist angelegt
done-department-deleted = Die Abteilung wurde gelöscht

role-owner = Inhaber
role-manager = Manager
role-operator = Operator

done-password = Ihr neues Passwort ist gesetzt. Andere Browser wurden abgemeldet.
done-invited = Die Einladung ist unterwegs
done-withdrawn = Die Einladung wurde zurückgezogen
done-role = Die Rolle wurde geändert
done-deactivated = Deaktiviert und abgemeldet
done-reactivated = Reaktiviert
done-code-off = Der zweite Schritt ist aus
