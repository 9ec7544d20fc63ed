; SPDX-License-Identifier: Apache-2.0
; Included files.

(preproc_include
  path: (string_literal) @import.quoted)

(preproc_include
  path: (system_lib_string) @import.system)
