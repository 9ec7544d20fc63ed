; SPDX-License-Identifier: Apache-2.0
; The packages that a file imports.

(import_spec
  path: (_) @import.go)
