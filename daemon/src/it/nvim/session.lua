-- Edits a file in a real editor that speaks to Ropewalk, and says what the editor got.
-- Usage: nvim --headless -u NONE -c 'luafile session.lua', with SESSION_* in the environment.
local command = vim.split(os.getenv('SESSION_COMMAND'), '\t')
local file = os.getenv('SESSION_FILE')
local wanted = os.getenv('SESSION_SYMBOL')
local patience = 120000

local function fail(message)
  io.stderr:write('FAILED: ' .. message .. '\n')
  vim.cmd('cquit 1')
end

local function await(what, condition)
  if not vim.wait(patience, condition, 20) then
    fail('no ' .. what .. ' in time')
  end
end

local function contains(symbols, name)
  for _, symbol in ipairs(symbols or {}) do
    if symbol.name == name or contains(symbol.children, name) then
      return true
    end
  end
  return false
end

local ok, problem = pcall(function()
  vim.cmd('edit ' .. file)
  vim.bo.filetype = os.getenv('SESSION_FILETYPE')
  local client_id = vim.lsp.start_client({ name = 'ropewalk', cmd = command })
  if not client_id then
    fail('the client did not start')
  end
  vim.lsp.buf_attach_client(0, client_id)
  await('client', function()
    local client = vim.lsp.get_client_by_id(client_id)
    return client and client.initialized
  end)

  local function ask(method, parameters)
    parameters = parameters or { textDocument = vim.lsp.util.make_text_document_params() }
    local answers = vim.lsp.buf_request_sync(0, method, parameters, patience)
    local answer = answers and answers[client_id]
    if not answer or answer.err then
      fail(method .. ': ' .. vim.inspect(answer))
    end
    return answer.result
  end

  -- 1. symbols
  if not contains(ask('textDocument/documentSymbol'), wanted) then
    fail('no symbol ' .. wanted)
  end
  if #vim.diagnostic.get(0) ~= 0 then
    fail('a good file has diagnostics: ' .. vim.inspect(vim.diagnostic.get(0)))
  end

  -- 2. an error is typed at the end, and taken back
  local last = vim.api.nvim_buf_line_count(0)
  vim.api.nvim_buf_set_lines(0, last, last, false, { ')]} ((' })
  await('diagnostics after an error', function()
    return #vim.diagnostic.get(0) > 0
  end)
  vim.api.nvim_buf_set_lines(0, last, last + 1, false, {})
  await('end of the diagnostics', function()
    return #vim.diagnostic.get(0) == 0
  end)

  -- 3. hover over a use of the symbol
  local line = tonumber(os.getenv('SESSION_HOVER_LINE'))
  local character = tonumber(os.getenv('SESSION_HOVER_CHARACTER'))
  local hover = ask('textDocument/hover', {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = line, character = character },
  })
  if not hover or not hover.contents or not string.find(vim.inspect(hover), wanted, 1, true) then
    fail('hover says ' .. vim.inspect(hover))
  end

  -- 4. what the edits did is what the server has
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { '', '' })
  if not contains(ask('textDocument/documentSymbol'), wanted) then
    fail('no symbol after edits')
  end
  vim.lsp.stop_client(client_id)
  await('end of the client', function()
    return vim.lsp.client_is_stopped(client_id)
  end)
end)
if not ok then
  fail(tostring(problem))
end
io.stdout:write('DONE ' .. wanted .. '\n')
vim.cmd('qall!')
