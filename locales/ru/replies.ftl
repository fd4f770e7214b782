# Canned replies and tags.

tab-replies = Ответы
reply-title = Ответы
reply-text = Тексты, которые вы пишете снова и снова. В чате их вызывает / и сокращение.
reply-none = Пока их нет. Добавьте первый ниже.
reply-everybodys = общий
reply-shortcut = Сокращение
reply-shortcut-hint = Одно слово, например привет
reply-words = Текст
reply-add = Добавить ответ
reply-add-text = То, что в скобках, подставляется из чата:
reply-shared = Для всей команды
reply-add-button = Добавить ответ
reply-delete = Удалить
reply-wrong-shortcut = Одно слово из букв, цифр, - и _, не больше 32 знаков.
reply-taken = Это сокращение есть у другого ответа.
tag-title = Метки
tag-text = Названия, которые команда даёт чатам. Новая метка создаётся в самом чате.
tag-none = Пока ни у одного чата нет метки.
tag-count = { $count ->
        [one] { $count } чат
        [few] { $count } чата
        [many] { $count } чатов
       *[other] { $count } чата
    }
tag-new-name = Новое название метки { $tag }
tag-rename = Переименовать
tag-wrong = Метка — это название не длиннее 40 знаков.
done-reply = Ответ добавлен
done-reply-deleted = Ответ удалён
done-tag = Метка изменена
