# Canned replies and tags.

tab-replies = Răspunsuri
reply-title = Răspunsuri
reply-text = Texte pe care le scrieți des. În conversație, / și scurtătura le aduc.
reply-none = Încă nu există niciunul. Adăugați-l pe primul mai jos.
reply-everybodys = pentru toți
reply-shortcut = Scurtătură
reply-shortcut-hint = Un cuvânt, de exemplu salut
reply-words = Text
reply-add = Adăugați un răspuns
reply-add-text = Ce stă între acolade se completează din conversație:
reply-shared = Pentru toată echipa
reply-add-button = Adăugați răspunsul
reply-delete = Ștergeți
reply-wrong-shortcut = Un cuvânt din litere, cifre, - și _, cel mult 32 de caractere.
reply-taken = Alt răspuns are această scurtătură.
tag-title = Etichete
tag-text = Nume pe care echipa le dă conversațiilor. Una nouă se creează chiar în conversație.
tag-none = Nicio conversație nu are încă etichetă.
tag-count = { $count ->
        [one] { $count } conversație
        [few] { $count } conversații
       *[other] { $count } de conversații
    }
tag-new-name = Numele nou pentru { $tag }
tag-rename = Redenumiți
tag-wrong = O etichetă este un nume de cel mult 40 de caractere.
done-reply = Răspunsul a fost adăugat
done-reply-deleted = Răspunsul a fost șters
done-tag = Eticheta a fost schimbată
