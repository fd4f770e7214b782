# Письма команде. $who — имя, телефон или адрес; $site — название сайта.

mail-lead-subject = Новый лид с { $site }: { $who }
mail-lead-subject-again = Повторное обращение с { $site }: { $who }
mail-lead-reason = Новый контакт на { $site }: { $who }.
mail-lead-reason-again = Повторное обращение на { $site }, контакт уже известен: { $who }.
mail-lead-button = Открыть лид

mail-chat-subject = Ждёт ответа на { $site }: { $who }
mail-chat-reason = { $who } ждёт ответа на { $site }, и никто не отвечает уже { $minutes ->
        [one] { $minutes } минуту
        [few] { $minutes } минуты
       *[other] { $minutes } минут
    }.
mail-chat-button = Ответить сейчас

mail-mention-subject = { $by } упоминает вас в чате: { $who }
mail-mention-reason = { $by } упоминает вас в заметке к чату на { $site }. Посетитель: { $who }.
mail-mention-button = Открыть чат
mail-mention-foot = Вы получили это письмо, потому что коллега упомянул вас, а вас не было в консоли.

mail-digest-subject = Сводка: { $what }, { $site }
mail-digest-reason = На { $site } пришло так много обращений, что они собраны здесь: { $what }.
mail-digest-more = … и ещё { $count }
mail-digest-button = Открыть лиды
mail-digest-button-chats = Открыть диалоги
digest-leads = { $count ->
        [one] { $count } лид
        [few] { $count } лида
       *[other] { $count } лидов
    }
digest-chats = { $count ->
        [one] { $count } чат без ответа
        [few] { $count } чата без ответа
       *[other] { $count } чатов без ответа
    }

mail-fact-name = Имя
mail-fact-phone = Телефон
mail-fact-email = E-mail
mail-fact-page = Страница
mail-fact-source = Источник
mail-fact-time = Время
mail-fact-requests = Обращений всего

mail-visitor = Посетитель
mail-time = %d.%m.%Y, %H:%M
mail-foot-why = Вы получили это письмо, потому что { $recipient } входит в список адресов для уведомлений о { $site }.
mail-foot-stop = Чтобы не получать такие письма, уберите адрес из списка в настройках сайта:
mail-foot-settings = Настройки сайта
mail-foot-yours = Вы получили это письмо, потому что в этом разговоре отвечаете вы.
mail-foot-yours-stop = Письма прекратятся, когда вы ответите или передадите разговор. Сроки заданы в настройках сайта:

channel-direct = Прямой заход
channel-search = Поиск
channel-paid = Реклама
channel-social = Социальные сети
channel-email = Почта
channel-referral = Другой сайт
channel-campaign = Кампания

# Письма на адрес, который оставил посетитель.
mail-visitor-chat = Вы оставили адрес электронной почты в чате с { $site }.
mail-visitor-foot = Если это были не вы, просто не обращайте внимания на это письмо.
