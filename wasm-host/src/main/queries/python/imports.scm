; SPDX-License-Identifier: Apache-2.0
; What a module imports. `@name` is what is taken out of a module, and may be one itself.

(import_statement
  name: (dotted_name) @import.module)

(import_statement
  name: (aliased_import name: (_) @import.module))

(import_from_statement
  module_name: (_) @import.module)

(import_from_statement
  module_name: (_) @import.module
  name: (dotted_name) @name)

(import_from_statement
  module_name: (_) @import.module
  name: (aliased_import name: (_) @name))
