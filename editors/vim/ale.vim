" slslint in Vim with ALE, without the language server: goes into ~/.vim/ale_linters/yaml/slslint.vim.
" Only files that are named like services are checked; the buffer is linted unsaved, over standard input.
call ale#linter#Define('yaml', {
\   'name': 'slslint',
\   'executable': {buffer -> expand('#' . buffer . ':t') =~# '^serverless.*\.ya\?ml$' ? 'slslint' : ''},
\   'command': '%e check - --stdin-filename %s --format concise --no-template',
\   'callback': 'SlslintHandle',
\})

function! SlslintHandle(buffer, lines) abort
  let l:found = []
  for l:match in ale#util#GetMatches(a:lines, '\v^(.{-}):(\d+):(\d+): (\S+) \[([EWI])\] (.*)$')
    if fnamemodify(l:match[1], ':t') is# expand('#' . a:buffer . ':t')
      call add(l:found, {
      \   'lnum': str2nr(l:match[2]), 'col': str2nr(l:match[3]),
      \   'code': l:match[4], 'type': l:match[5], 'text': l:match[6],
      \})
    endif
  endfor
  return l:found
endfunction
