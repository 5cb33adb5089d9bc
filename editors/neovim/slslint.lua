-- slslint in Neovim: put this file into ~/.config/nvim/lua and call require("slslint").setup() in init.lua.
local M = {}

M.config = {
  name = "slslint",
  cmd = { "slslint", "server" },
  filetypes = { "yaml", "yaml.serverless", "json", "javascript", "typescript", "python" },
  root_markers = { ".git", "serverless.yml", "serverless.yaml", "serverless.ts", "serverless.json" },
  init_options = { slslint = { run = "onType" } },
}

-- Neovim 0.11 and later have a registry of servers; 0.8 to 0.10 start one for each buffer that asks for it.
function M.setup(options)
  local config = vim.tbl_deep_extend("force", M.config, options or {})
  if vim.lsp.config then
    vim.lsp.config("slslint", config)
    vim.lsp.enable("slslint")
    return
  end
  vim.api.nvim_create_autocmd("FileType", {
    pattern = config.filetypes,
    callback = function(event)
      local found = vim.fs.find(config.root_markers, { upward = true, path = event.file })
      vim.lsp.start(vim.tbl_extend("force", config, { root_dir = vim.fs.dirname(found[1]) }))
    end,
  })
end

-- Fixes all that can be fixed safely in the buffer; call it from an autocommand on BufWritePre to do so on save.
function M.fix_all()
  vim.lsp.buf.code_action({ context = { only = { "source.fixAll.slslint" }, diagnostics = {} }, apply = true })
end

return M
