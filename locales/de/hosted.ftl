# Der Chat auf einer eigenen Seite.

hosted-title = Chat mit { $site }
hosted-no-script = Dieser Chat braucht JavaScript.
hosted-privacy = Datenschutzerklärung
