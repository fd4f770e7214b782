# Почему обращение в карантине.

suspect-honeypot = Заполнено поле, которого люди не видят
suspect-spam = Из чата, который команда отметила как спам
suspect-blocked = Команда заблокировала этого посетителя
suspect-no-agent = Не назван браузер
suspect-bot-agent = Отправлено программой, а не браузером
suspect-no-origin = Пришло не со страницы сайта
suspect-disposable-email = Одноразовый почтовый адрес
suspect-links = Реклама других сайтов
suspect-repeated-message = Одно и то же сообщение пришло несколько раз
suspect-repeated-contact = Один и тот же контакт пришёл несколько раз
suspect-no-form-token = Отправлено без открытия формы
suspect-bad-form-token = Метка формы подделана
suspect-old-form-token = Форма открыта больше чем за день до отправки
suspect-too-fast = Заполнено быстрее, чем печатает человек
suspect-reused-form-token = Одна открытая форма отправлена много раз
suspect-no-visitor = Отправитель не смотрел ни одной страницы
suspect-busy-visitor = Очень много обращений из одного браузера
suspect-busy-address = Очень много обращений с одного адреса
suspect-spent-proof = Подтверждение работой уже использовано
suspect-busy-site = Очень много обращений сразу
suspect-other = Выглядит подозрительно
