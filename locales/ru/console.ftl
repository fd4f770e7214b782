# Рамка каждой страницы, общие слова, ошибки в полях, страницы ошибок.

frame-skip = Перейти к содержимому
frame-main = Главное меню
frame-theme = Тема
frame-sign-out = Выйти
nav-inbox = Диалоги
nav-leads = Лиды
nav-quarantine = Карантин
nav-settings = Настройки
nav-unread = непрочитанных
nav-new = новых
nav-to-check = проверить
tab-sites = Сайты
tab-team = Команда
tab-departments = Отделы
tab-mail = Почта
tab-profile = Профиль

word-save = Сохранить
word-cancel = Отмена
word-copy = Копировать
word-install = Установка
word-name = Имя
word-phone = Телефон
word-email = E-mail
word-status = Статус
word-owner = Ответственный
word-site = Сайт
word-page = Страница
word-channel = Канал
word-language = Язык
word-password = Пароль
word-role = Роль
word-requests = Обращения
word-actions = Действия
word-pages = Страницы
word-older = Раньше
word-signin = Войти
word-saved = Сохранено
back-to = Назад: { $name }

keys-move = перейти
keys-open = открыть
keys-search = искать

inbox-needs-script = Для диалогов нужен JavaScript
inbox-needs-script-text = Разрешите скрипты для этого адреса и обновите страницу.

wrong-empty = Заполните это поле.
wrong-long = { $most ->
        [one] Не больше { $most } символа.
        [few] Не больше { $most } символов.
       *[other] Не больше { $most } символов.
    }
wrong-characters = Здесь есть символы, которые нельзя показать.
wrong-email = Это не адрес e-mail.
wrong-zone = Выберите часовой пояс из списка, например Europe/Moscow.

failure-status = Ошибка { $status }
failure-request = Номер этого запроса:
failure-inbox = К диалогам
failure-back = Назад
failure-csrf = Ничего не изменено
failure-csrf-text = Страница была открыта слишком долго или отправлена с другого сайта. Вернитесь, обновите страницу и попробуйте ещё раз.
failure-role = Ваша роль этого не позволяет
failure-role-text = Это может сделать владелец аккаунта, или он даст вам другую роль.
failure-signed-out = Вы вышли
failure-signed-out-text = Войдите, чтобы продолжить.
failure-missing = Здесь ничего нет
failure-missing-text = В адресе опечатка, или того, что здесь было, больше нет.
failure-method = Это нельзя открыть
failure-method-text = Адрес не принимает таких запросов.
failure-large = Слишком много данных
failure-large-text = Отправлено больше, чем принимает сервер.
failure-often = Слишком много попыток
failure-often-text = Подождите немного и попробуйте ещё раз. Ничего не заблокировано.
failure-busy = Ненадолго недоступно
failure-busy-text = Ничего не потеряно. Обновите страницу через несколько секунд.
failure-unreadable = Сервер не смог это прочитать
failure-unreadable-text = Вернитесь, обновите страницу и попробуйте ещё раз.
failure-broken = У нас что-то сломалось
failure-broken-text = Это записано в журнале сервера под номером ниже. Обновите страницу или зайдите позже.
