# Hinweise: die eigene Seite, und was ein Gerät zeigt.

tab-alerts = Benachrichtigungen

alerts-device = Benachrichtigungen auf diesem Gerät
alerts-device-text = Sie kommen auch, wenn die Konsole geschlossen ist: wer geschrieben hat, und wie die Nachricht beginnt.
alerts-checking = Es wird geprüft, was dieser Browser kann …
alerts-needs-script = Benachrichtigungen brauchen JavaScript.
alerts-unsupported = Dieser Browser kann keine Benachrichtigungen zeigen. Chrome, Edge, Firefox und Safari der letzten Jahre können es.
alerts-insecure = Benachrichtigungen brauchen eine sichere Adresse: Öffnen Sie die Konsole über https.
alerts-ios = Auf iPhone und iPad gibt es Benachrichtigungen, sobald die Konsole eine App ist: Tippen Sie auf „Teilen“ und „Zum Home-Bildschirm“, öffnen Sie sie von dort und kommen Sie auf diese Seite zurück.
alerts-ask = Benachrichtigungen einschalten
alerts-ask-hint = Ihr Browser fragt dann, ob er darf. Hier lassen sie sich jederzeit ausschalten.
alerts-denied = Sie haben Benachrichtigungen für diese Adresse blockiert.
alerts-denied-how = So erlauben Sie sie: Klicken Sie auf das Symbol links von der Adresse, stellen Sie Benachrichtigungen auf „Zulassen“ und laden Sie diese Seite neu.
alerts-on = Ein
alerts-on-text = Dieses Gerät meldet sich, wenn ein Besucher schreibt und Sie nicht auf die Konsole schauen.
alerts-trial = Probe senden
alerts-trial-sent = Sie ist unterwegs
alerts-off = Ausschalten
alerts-failed = Ihr Browser hat seinen Push-Dienst nicht erreicht; bei geschlossener Konsole kommt deshalb nichts. Ein offener Tab zeigt trotzdem Benachrichtigungen.
alerts-again = Noch einmal versuchen

alerts-app = Leadbell als App
alerts-app-text = Ein eigenes Fenster und ein eigenes Symbol, auf dem Telefon oder am Computer. Geladen wird nur diese Konsole.
alerts-app-install = App installieren
alerts-app-installed = Sie benutzen die App.
alerts-app-ios = Tippen Sie auf „Teilen“ und dann auf „Zum Home-Bildschirm“.
alerts-app-menu = Ihr Browser installiert sie über sein Menü: „App installieren“ oder „Zum Startbildschirm hinzufügen“.

alerts-choices = Was klingelt
alerts-sound = Ton
alerts-sound-bell = Glocke
alerts-sound-knock = Klopfen
alerts-sound-drops = Tropfen
alerts-sound-none = Keiner
alerts-play = Anhören
alerts-desktop = Benachrichtigung zeigen, wenn ein Tab der Konsole offen, aber verdeckt ist
alerts-only-mine = Nur für meine Unterhaltungen
alerts-only-mine-hint = Sonst auch für die, die noch niemand übernommen hat.

alerts-devices = Geräte, die sich melden
alerts-devices-none = Noch keine. Schalten Sie oben die Benachrichtigungen ein.
alerts-device-here = dieses
alerts-device-since = seit
alerts-device-sent = zuletzt gemeldet
alerts-device-remove = Entfernen
done-device-removed = Dieses Gerät meldet sich nicht mehr

push-no-text = Eine neue Nachricht
push-trial-title = Es klappt
push-trial-text = So erfahren Sie von einem Besucher, der schreibt.
about-push = Benachrichtigung auf einem Gerät
