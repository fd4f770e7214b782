# Страница о почте.

queue-on-disk = Почтовый сервер не задан, поэтому письма остаются на этом сервере и ни до кого не доходят. Задайте { $variable } и запустите его снова.
queue-dead = Не удалось отправить
queue-send-all = Отправить все ещё раз
queue-dead-text = Почтовый сервер отказал окончательно, или попыток было слишком много. Сами лиды целы.
queue-to = Кому
queue-why = Почему
queue-tries = Попытки
queue-from = Когда
queue-send-again = Отправить ещё раз
queue-drop = Удалить
queue-newest = Показаны последние { $shown } из { $count }.
queue-waiting = Ожидают
queue-waiting-text = Письмо, которое не удаётся доставить, отправляется снова со всё большими паузами, три дня.
queue-nothing = Ничего не ждёт.
queue-gathered = { $count ->
        [one] { $count } уведомление собрано для следующей сводки.
        [few] { $count } уведомления собраны для следующей сводки.
       *[other] { $count } уведомлений собрано для следующей сводки.
    }
queue-next-try = Следующая попытка
queue-last-error = Последняя ошибка
queue-being-sent = отправляется
queue-mailbox = Почтовый ящик на этом сервере
queue-mailbox-text = Что было бы отправлено, сначала новое.
queue-mailbox-empty = Пусто. Первое письмо появится с новым лидом, если на сайте указано, кому сообщать.
queue-sent = Отправлено
queue-sent-text = Уведомления, которые принял почтовый сервер, сначала новые.
queue-none-sent = Пока нет.
queue-sent-to = { $site }, кому: { $recipient }
queue-sent-to-late = { $site }, кому: { $recipient }, с попытки { $tries }
queue-back = Назад к почте
queue-as-it-looks = Как выглядит
queue-reply-to = Ответ на
queue-written = Написано

about-lead = Новый лид
about-chat = Чат без ответа
about-digest = Сводка

done-replayed = Письмо снова в очереди
done-all = Все снова в очереди
done-discarded = Письмо удалено
