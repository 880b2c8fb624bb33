"""The last stage: every reader gets the right PDF in their language, once.

A mailing passes through these modules:

1. `settings`    reads mail.yaml: who sends, in which words, through which server;
2. `recipients`  reads a list, row by row (`tables`, `addresses`);
3. `enclosures`  takes the finished PDFs that passed preflight and have not changed since;
4. `letters`     fills the words and the templates of layouts/mail for one reader;
5. `message`     makes the message of them (RFC 5322, MIME), and `dkim_signing` signs it;
6. `drafts`      writes messages into the build, to look at; or else
7. `sending`     gives them to the server (`transport`), and the `ledger` remembers each step.

The `ledger` is one file (`ledger_file`); `suppressions` are the readers that get nothing more.

`bounces` reads what comes back, `lists` knows where lists are, `passwords` where passwords come
from, `one_line` what others wrote, without harm; `mailing` leads through all of it.
"""
