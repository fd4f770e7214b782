# Ein Gespräch per E-Mail.

transcript-subject = Ihr Chat mit { $site }
transcript-asked = Sie haben um Ihren Chat mit { $site } gebeten. Hier ist er.
transcript-asked-foot = Sie erhalten diese E-Mail, weil jemand im Chat mit { $site } die Adresse { $recipient } angegeben hat. Wenn Sie das nicht waren, müssen Sie nichts tun: Weitere E-Mails kommen nicht.
transcript-sent = { $site } sendet Ihnen den gemeinsamen Chat.
transcript-sent-foot = Sie erhalten diese E-Mail, weil das Team von { $site } sie nach einem Chat an { $recipient } gesendet hat.
transcript-button = Chat fortsetzen
transcript-visitor = Sie
transcript-transferred = { $name } übernimmt
transcript-ended = { $name } hat den Chat beendet
transcript-ended-by-visitor = Sie haben den Chat beendet
