; SPDX-License-Identifier: Apache-2.0
; What a module imports: by a statement, by a re-export, by `require` or by `import()`.

(import_statement
  source: (string (string_fragment) @import.path))

(export_statement
  source: (string (string_fragment) @import.path))

((call_expression
  function: (identifier) @_function
  arguments: (_ . (string (string_fragment) @import.path)))
  (#eq? @_function "require"))

(call_expression
  function: (import)
  arguments: (_ . (string (string_fragment) @import.path)))

(import_require_clause
  source: (string (string_fragment) @import.path))
