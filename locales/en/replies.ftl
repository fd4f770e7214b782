# Canned replies and tags.

tab-replies = Replies
reply-title = Replies
reply-text = Texts that you write again and again. In the chat, / and the shortcut bring them up.
reply-none = There are none yet. Add the first one below.
reply-everybodys = everybody’s
reply-shortcut = Shortcut
reply-shortcut-hint = One word, such as hello
reply-words = Text
reply-add = Add a reply
reply-add-text = What stands in braces is filled in from the chat:
reply-shared = For everybody in the team
reply-add-button = Add the reply
reply-delete = Delete
reply-wrong-shortcut = One word of letters, digits, - and _, at most 32 characters.
reply-taken = Another reply has this shortcut.
tag-title = Tags
tag-text = Names that the team gives to chats. A new one is made in the chat itself.
tag-none = No chat has a tag yet.
tag-count = { $count ->
        [one] { $count } chat
       *[other] { $count } chats
    }
tag-new-name = New name of { $tag }
tag-rename = Rename
tag-wrong = A tag is a name of at most 40 characters.
done-reply = The reply is there
done-reply-deleted = The reply is gone
done-tag = The tag is changed
