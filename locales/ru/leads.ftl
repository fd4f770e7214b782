# Лиды: список, карточка, карантин.

leads-search = Поиск по лидам
leads-search-hint = Имя, телефон или e-mail
leads-none = Лидов пока нет
leads-none-text = Все, кто оставит телефон или e-mail в форме или в чате, появятся здесь с каждым обращением и его источником.
leads-install = Установить виджет на сайт
leads-show-all = Показать все
leads-nothing = Ничего не подходит
leads-nothing-text = Нет лида, для которого верно всё это. Уберите фильтр или поищите часть имени.
leads-show-all-leads = Показать все лиды
leads-contact = Контакт
leads-source = Источник
leads-last = Последнее
leads-no-name = без имени
leads-period = Период
leads-hours = { $count ->
        [one] { $count } час
        [few] { $count } часа
       *[other] { $count } часов
    }
leads-days = { $count ->
        [one] { $count } день
        [few] { $count } дня
       *[other] { $count } дней
    }
lead-without-name = Без имени

status-new = Новый
status-working = В работе
status-converted = Стал клиентом
status-refused = Отказ
status-postponed = Отложен

lead-back = Назад к лидам
lead-incomplete = неполный: нет имени
lead-call = Позвонить
lead-write = Написать
lead-chat = Чат
lead-maybe-same = В обращении были телефон одного лида и e-mail другого. Возможно, это один человек:
lead-other-both = оба
lead-other-phone = телефон
lead-other-email = e-mail
lead-other-nameless = лид без имени
lead-different = Это разные люди
lead-same-visitor = Другие лиды того же посетителя:
lead-claims = { $count ->
        [one] Добавлено { $count } обращение: кто-то ввёл этот контакт.
        [few] Добавлено { $count } обращения: кто-то ввёл этот контакт.
       *[other] Добавлено { $count } обращений: кто-то ввёл этот контакт.
    } Никто не подтвердил, что это тот же человек, поэтому в карточке ничего не изменено.
lead-note = Заметка для команды
lead-add-note = Добавить заметку
lead-timeline = История
lead-unconfirmed = не подтверждено
lead-open-chat = Открыть диалог
lead-became = Появился лид
lead-facts = Сведения
lead-set = Задать
lead-set-status = статус
lead-set-owner = ответственного
lead-reason = Причина отказа
lead-nobody = Пока никто
lead-taken = Этот контакт есть у другого лида.
lead-taken-open = Откройте его, чтобы сравнить.
lead-save-contact = Сохранить контакт
lead-where-from = Откуда
lead-none = нет
lead-no-owner = пока никто

source-campaign = Кампания
source-source = Источник
source-medium = Тип трафика
source-term = Ключевое слово
source-content = Объявление
source-referrer = Откуда перешёл
source-landing = Первая страница

event-chat = Оставлен контакт в чате
event-form = Отправлена контактная форма
event-consent = Согласие
event-consent-given = получено
event-released = Кто выпустил
event-noted = Заметка: { $who }
event-status = Новый статус «{ $status }»: { $who }
event-owner = Лид передан, ответственный { $owner }: { $who }
event-no-owner = Ответственный снят: { $who }
event-contact = Контакт изменён: { $who }
event-somebody = кто-то
event-other-status = другой этап

wrong-no-reason = Укажите причину: отказы без причины ничему не учат.
wrong-no-note = Сначала напишите что-нибудь.
wrong-phone = Это не номер телефона. Начните с + и кода страны.
wrong-no-contact = Лиду нужен телефон или e-mail.
wrong-taken = Это уже есть у другого лида.

quarantine-count = проверить: { $count }
quarantine-release-chosen = Сделать отмеченные лидами
quarantine-none = Проверять нечего
quarantine-none-text = Обращения, похожие на роботов, ждут здесь с указанием причин. Ничего не выбрасывается, и писем о них никто не получает.
quarantine-leads = Посмотреть лиды
quarantine-text = Эти обращения похожи на роботов. Если написал человек, сделайте из обращения лид: о нём придёт письмо, как о любом другом.
quarantine-choose = Выбрать: { $name }
quarantine-release = Это человек
quarantine-left-in = Оставлено в
quarantine-chat = чате
quarantine-form = контактной форме
quarantine-address = Адрес
quarantine-browser = Браузер
quarantine-no-browser = не указан

done-status = Статус изменён.
done-owner = Ответственный изменён.
done-note = Заметка добавлена в карточку.
done-separate = Они остаются разными лидами.
done-released = Теперь это лид.
done-before = Кто-то выпустил его раньше вас.
event-magnet-given = Выдан магнит «{ $name }»
event-magnet-taken = Получил «{ $name }»
lead-magnets = Магниты
