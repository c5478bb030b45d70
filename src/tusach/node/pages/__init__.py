"""What all pages share: `base.html`, the design system, icons, error pages, the style page.

| module | what it holds |
|---|---|
| `templatetags/tusach` | `icon`, `chip`, `field`, `errors`, `pager`, `progress`: built in |
| `nav` | the main navigation; an entry shows when its address exists and its rule lets one in |
| `context` | what `base.html` needs; `install_waiting` fills the 'waiting to be sent' slot |
| `toasts` | what was just done, with its undo, shown once on the next page |
| `static_files` | versioned addresses and gzip for static files, without a build step |
| `errors` | the pages for 400, 403, 404, 500 and a form that came too late |
"""
