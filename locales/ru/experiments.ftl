# Эксперименты и что из них вышло.

tab-experiments = Эксперименты
experiments-title = Эксперименты
experiments-none = Пока ничего не испытывается
experiments-none-text = Дайте предложению второй вариант или группу, которая его не видит, и здесь будет видно, что вышло из каждого.
experiments-about = О чём
experiments-judged = Оценка по
experiments-since = С
experiments-running = Идёт
experiments-ended = Завершён
experiments-kind-offer = Предложение
experiments-kind-form = Форма
experiments-kind-script = Сценарий
experiments-kind-page = Посадочная страница
experiments-kind-other = Другое
experiments-back = Назад к экспериментам
experiments-to-offer = Открыть предложение
experiments-to-page = Открыть страницу
experiments-control = Не видит ничего
experiments-unfair = Посетители распределены иначе, чем говорят веса, настолько, что это не может быть случайностью. Часть из них где-то теряется: числа недействительны, победитель не назван.
experiments-early = Пока рано. { $visitors ->
        [0] { "" }
        [one] Самому малому варианту нужен ещё { $visitors } посетитель.
        [few] Самому малому варианту нужно ещё { $visitors } посетителя.
       *[other] Самому малому варианту нужно ещё { $visitors } посетителей.
    } { $goals ->
        [0] { "" }
        [one] Всем вместе нужен ещё { $goals } результат.
        [few] Всем вместе нужно ещё { $goals } результата.
       *[other] Всем вместе нужно ещё { $goals } результатов.
    }
experiments-open = Пока ни один вариант не лучше наверняка. Пусть идёт дальше, или оставьте то, что есть.
experiments-keep = «{ $name }» лучше всех других вариантов.
experiments-better = «{ $name }» лучше, чем «{ $base }».
experiments-rates = { $goal } на посетителя
experiments-rates-text = Полоса показывает, где лежит истинная доля, с уверенностью 95 %.
experiments-variant = Вариант
experiments-rate = Доля
experiments-interval = Интервал
experiments-chance = Шанс быть лучшим
experiments-loss = Потери на 1 000 посетителей
experiments-wins = Победитель
experiments-came = Что вышло
experiments-came-text = Считаются лиды, оставленные в течение 30 дней любым способом.
experiments-weight = Вес
experiments-visitors = Посетители
experiments-impressions = Показы
experiments-conversions = Конверсии
experiments-leads = Лиды
experiments-valid = Годные лиды
experiments-customers = Клиенты
experiments-method = Победитель называется, когда у каждого варианта есть { $visitors } посетителей, а у всех вместе { $goals } результатов, и только если разница держится, сколько раз ни смотри: из экспериментов без разницы победителя назовёт не более чем один из двадцати.
experiments-earlier = Другие периоды
experiments-earlier-text = Изменённые веса или варианты начинают новый.
experiments-begun = начат
experiments-new = Новый эксперимент
experiments-new-text = Часть посетителей получает одно вместо другого. Каждый остаётся с тем, что получил.
experiments-base = Как сейчас
experiments-against = Против
experiments-third = И против
experiments-no-third = Больше ничего
experiments-choose = Выберите…
experiments-begin = Начать
experiments-end = Завершить
experiments-done = Эксперимент идёт
experiments-needs-two = Нужно два одного вида
experiments-needs-two-text = Создайте вторую форму или опубликуйте второй сценарий и испытайте вместо первого. Варианты предложения настраиваются в самом предложении.
experiments-wrong-kind = Выберите того же вида, что и первый.
experiments-wrong-site = Выберите с того же сайта, что и первый.
experiments-wrong-twice = Это уже выбрано.
