# Профиль, второй шаг входа, команда.

profile-you = Вы
profile-face = Ваша фотография
profile-face-hint = Посетители видят её в чате рядом с вашим именем. Она обрезается до квадрата.
profile-face-choose = Выбрать фотографию
profile-face-clear = Убрать
profile-face-not = Это не картинка, которую может показать браузер.
profile-face-failed = Не получилось. Попробуйте ещё раз.
profile-email-hint = С ним вы входите.
profile-password-text = Новый пароль завершит вход во всех других браузерах.
profile-current = Текущий пароль
profile-set-password = Задать новый пароль
profile-places = Где вы вошли
profile-here = этот
profile-sign-out-all = Выйти везде
profile-sign-out-hint = И здесь тоже.
profile-browser = { $browser }, { $system }
profile-browser-other = Другая программа

second-title = Второй шаг
second-on = включён
second-text = Код с телефона после пароля. С ним украденный пароль ничего не откроет.
second-codes-left = { $count ->
        [0] Резервных кодов не осталось. Создайте новые, пока телефон с вами.
        [one] Остался { $count } резервный код.
        [few] Осталось { $count } резервных кода.
       *[other] Осталось { $count } резервных кодов.
    }
second-confirm = Ваш пароль, чтобы изменить это
second-new-codes = Создать новые резервные коды
second-turn-off = Выключить второй шаг
second-set-up = Настроить второй шаг
second-scan = 1. Отсканируйте это приложением для кодов
second-scan-text = Например, встроенным в пароли вашего телефона или любым аутентификатором.
second-qr = QR-код с секретом для вашего приложения
second-no-camera = Нет камеры? Введите этот ключ:
second-type = 2. Введите то, что показывает приложение
second-digits = Шесть цифр
second-password = Ваш пароль
second-turn-on = Включить второй шаг
second-not-now = Не сейчас
second-wrong-code = Код не подходит. Проверьте часы телефона и попробуйте ещё раз.
second-is-on = Второй шаг включён
second-codes-ended = Старые коды больше не действуют
codes-title = Резервные коды
codes-keep = Сохраните эти коды
codes-text = Каждый открывает вход один раз, когда телефона нет под рукой. Они показаны только сейчас: распечатайте их или сохраните в менеджере паролей.
codes-kept = Коды сохранены

team-people = Люди
team-people-text = Владельцы всё настраивают, менеджеры работают с лидами, операторы отвечают в чатах.
team-last-here = Последний визит
team-you = вы
team-invited = приглашение
team-deactivated = отключён
team-second-step = второй шаг
team-role-of = Роль: { $name }
team-change = Изменить
team-never = никогда
team-send-again = Отправить ещё раз
team-withdraw = Отозвать
team-reactivate = Включить
team-deactivate = Отключить
team-invite = Пригласить
team-invite-text = Человек получит письмо со ссылкой, выберет пароль и войдёт в команду.
team-operator = Оператор: отвечает в чатах
team-manager = Менеджер: работает с лидами
team-owner = Владелец: всё настраивает
team-their-language = Язык писем
team-send-invitation = Отправить приглашение
team-owners-only = Приглашать людей и менять роли может только владелец.
team-taken = С этим адресом уже кто-то входит.
team-last-owner = Аккаунту нужен владелец. Сначала назначьте владельцем кого-то ещё.

departments-none = Отделов пока нет
departments-none-text = Отдел — это часть команды, например продажи или поддержка. Разговор для отдела достаётся только его людям.
departments-nobody = никого нет
departments-who = Кто в нём
departments-add = Добавить отдел
departments-add-text = Разговор для отдела достаётся только его людям. Пока в отделе никого нет — кому угодно.
departments-name-hint = Посетители видят его там, где выбирают, кому писать.
departments-delete = Удалить этот отдел
departments-delete-text = Его разговоры останутся и будут для всей команды.
departments-delete-now = Удалить «{ $name }»
departments-owners-only = Менять отделы может только владелец.
capacity-title = Разговоров одновременно
capacity-text = Никому не даётся больше открытых разговоров, чем здесь указано. Взять самому можно и больше. 0: не даётся ни одного.
done-department = Отдел добавлен
done-department-deleted = Отдел удалён

role-owner = владелец
role-manager = менеджер
role-operator = оператор

done-password = Новый пароль задан. В других браузерах вход завершён.
done-invited = Приглашение отправлено
done-withdrawn = Приглашение отозвано
done-role = Роль изменена
done-deactivated = Доступ отключён, вход завершён
done-reactivated = Доступ снова включён
done-code-off = Второй шаг выключен
