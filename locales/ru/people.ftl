# Письма людям аккаунта. $name — человек, $account — его компания.

people-reset-subject = Новый пароль
people-reset-reason = Кто-то попросил задать новый пароль для { $email }.
people-reset-button = Задать пароль
people-reset-life = Ссылка работает один раз, два часа.
people-reset-foot = Если это были не вы, ничего не произошло и делать ничего не нужно. Пароль остался прежним.

people-invite-subject = { $name } приглашает вас в { $account }
people-invite-reason = { $name } приглашает вас в { $account } на Leadbell, где отвечают посетителям сайта.
people-invite-button = Присоединиться
people-invite-life = Ссылка работает один раз, семь дней. Для входа используйте { $email }.
people-invite-foot = Если вы не знаете, о чём речь, просто не отвечайте: без вас ничего не произойдёт.
