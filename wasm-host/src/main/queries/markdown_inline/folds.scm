; SPDX-License-Identifier: Apache-2.0
; Folding ranges for inline Markdown: none. Folds belong to the block grammar.
