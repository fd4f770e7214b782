# Canned replies and tags.

tab-replies = Antworten
reply-title = Antworten
reply-text = Texte, die Sie immer wieder schreiben. Im Chat holen Sie sie mit / und dem Kürzel.
reply-none = Noch gibt es keine. Legen Sie unten die erste an.
reply-everybodys = für alle
reply-shortcut = Kürzel
reply-shortcut-hint = Ein Wort, zum Beispiel hallo
reply-words = Text
reply-add = Antwort anlegen
reply-add-text = Was in Klammern steht, wird aus dem Chat eingesetzt:
reply-shared = Für alle im Team
reply-add-button = Antwort anlegen
reply-delete = Löschen
reply-wrong-shortcut = Ein Wort aus Buchstaben, Ziffern, - und _, höchstens 32 Zeichen.
reply-taken = Eine andere Antwort hat dieses Kürzel.
tag-title = Schlagwörter
tag-text = Namen, die das Team Chats gibt. Ein neues entsteht im Chat selbst.
tag-none = Noch hat kein Chat ein Schlagwort.
tag-count = { $count ->
        [one] { $count } Chat
       *[other] { $count } Chats
    }
tag-new-name = Neuer Name für { $tag }
tag-rename = Umbenennen
tag-wrong = Ein Schlagwort ist ein Name mit höchstens 40 Zeichen.
done-reply = Die Antwort ist angelegt
done-reply-deleted = Die Antwort ist gelöscht
done-tag = Das Schlagwort ist geändert
