-- Drives Neovim without a screen: open a service, wait for its findings, fix, save; errors end it with status 1.
local folder = vim.env.SLSLINT_EDITORS
package.path = folder .. "/neovim/?.lua;" .. package.path
local slslint = require("slslint")

local function expect(condition, what)
  if not condition then
    io.stderr:write("failed: " .. what .. "\n")
    vim.cmd("cquit 1")
  end
end

local function wait_for(what, condition)
  expect(vim.wait(30000, condition, 50), what)
end

local function findings()
  local codes = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(codes, each.code)
  end
  return table.concat(codes, ",")
end

local function main()
  if vim.env.SLSLINT_OLD == "1" then
    vim.lsp.config = nil -- as before 0.11
  end
  vim.cmd("filetype on")
  slslint.setup({ cmd = { vim.env.SLSLINT, "server" } })
  vim.cmd("edit " .. vim.env.SLSLINT_FILE)
  wait_for("a finding on open", function() return findings() == "timeout-unset" end)
  local diagnostic = vim.diagnostic.get(0)[1]
  expect(diagnostic.lnum == 6 and diagnostic.col == 2, "its place")
  expect(diagnostic.source == "slslint", "its source")

  slslint.fix_all()
  wait_for("the fix", function()
    return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n"):find("timeout: 6", 1, true) ~= nil
  end)
  wait_for("no finding left", function() return findings() == "" end)
  vim.cmd("write")

  local document = { textDocument = vim.lsp.util.make_text_document_params() }
  local _, answer = next(vim.lsp.buf_request_sync(0, "textDocument/documentSymbol", document, 30000) or {})
  expect(answer and answer.result and #answer.result > 0, "an outline")
end

local done, why = pcall(main)
expect(done, tostring(why))
vim.cmd("qall!")
