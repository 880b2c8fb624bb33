"""The live preview: a page in the browser that follows the files of a publication.

`watch`     reports changed files;
`builder`   builds and checks an edition, in the processes that build;
`pages`     finds out which pages changed; `pictures` draws them;
`places`    where each text is, on the page and in the source;
`session`   decides what to build next, keeps the last good pages, and publishes events;
`server`    serves all of this to one reader on this machine.
"""
