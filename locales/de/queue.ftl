# Die Seite über Mails.

queue-on-disk = Es ist kein Mailserver eingestellt, deshalb bleiben Mails auf diesem Server und erreichen niemanden. Setzen Sie { $variable } und starten Sie ihn neu.
queue-dead = Aufgegeben
queue-send-all = Alle erneut senden
queue-dead-text = Der Mailserver hat diese endgültig abgelehnt, oder sie wurden zu oft versucht. Die Leads selbst sind sicher.
queue-to = An
queue-why = Warum
queue-tries = Versuche
queue-from = Zeit
queue-send-again = Erneut senden
queue-drop = Verwerfen
queue-newest = Die neuesten { $shown } von { $count } werden gezeigt.
queue-waiting = Wartend
queue-waiting-text = Eine Mail, die sich nicht zustellen lässt, wird in immer größeren Abständen erneut versucht, drei Tage lang.
queue-nothing = Nichts wartet.
queue-gathered = { $count ->
        [one] { $count } Benachrichtigung ist für die nächste Sammelmail vorgemerkt.
       *[other] { $count } Benachrichtigungen sind für die nächste Sammelmail vorgemerkt.
    }
queue-next-try = Nächster Versuch
queue-last-error = Letzter Fehler
queue-being-sent = wird gesendet
queue-mailbox = Postfach auf diesem Server
queue-mailbox-text = Was gesendet worden wäre, das Neueste zuerst.
queue-mailbox-empty = Leer. Ein neuer Lead schreibt die erste Mail, wenn die Website jemanden zu benachrichtigen hat.
queue-sent = Gesendet
queue-sent-text = Benachrichtigungen, die der Mailserver angenommen hat, die neueste zuerst.
queue-none-sent = Noch keine.
queue-sent-to = { $site }, an { $recipient }
queue-sent-to-late = { $site }, an { $recipient }, beim { $tries }. Versuch
queue-back = Zurück zu Mail
queue-as-it-looks = Ansicht
queue-reply-to = Antwort an
queue-written = Geschrieben

about-lead = Neuer Lead
about-chat = Unbeantworteter Chat
about-digest = Sammelmail

done-replayed = Die Mail ist wieder in der Warteschlange
done-all = Alle sind wieder in der Warteschlange
done-discarded = Die Mail wurde verworfen
