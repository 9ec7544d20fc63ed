; SPDX-License-Identifier: Apache-2.0
; What a compilation unit imports: a type (or a static member of one), or all of a package.
; A later pattern on the same node decides.

(import_declaration
  [(scoped_identifier) (identifier)] @import.type)

(import_declaration
  (_) @import.package
  (asterisk))
