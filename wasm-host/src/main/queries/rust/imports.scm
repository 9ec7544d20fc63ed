; SPDX-License-Identifier: Apache-2.0
; Modules in files of their own, what is used, and crates.

(mod_item
  name: (identifier) @import.mod
  !body)

(use_declaration
  argument: (_) @import.use)

(extern_crate_declaration
  name: (identifier) @import.crate)
