# Чат на отдельной странице.

hosted-title = Чат с { $site }
hosted-no-script = Для этого чата нужен JavaScript.
hosted-privacy = Политика конфиденциальности
