# Разговор по почте.

transcript-subject = Ваш чат с { $site }
transcript-asked = Вы просили прислать ваш чат с { $site }. Вот он.
transcript-asked-foot = Вы получили это письмо, потому что в чате с { $site } указали адрес { $recipient }. Если это были не вы, делать ничего не нужно: других писем не будет.
transcript-sent = { $site } присылает вам ваш чат.
transcript-sent-foot = Вы получили это письмо, потому что команда { $site } отправила его на { $recipient } после чата.
transcript-button = Продолжить чат
transcript-visitor = Вы
transcript-transferred = { $name } продолжит разговор
transcript-ended = { $name } завершает чат
transcript-ended-by-visitor = Вы завершили чат
