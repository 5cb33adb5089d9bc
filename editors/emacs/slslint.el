;;; slslint.el --- slslint with eglot  -*- lexical-binding: t -*-

;; eglot runs one server for a buffer: here slslint for buffers of serverless.yml and its kin.
;; Load this file from init.el; M-x eglot starts it where the hook does not.

(require 'eglot)

(define-derived-mode slslint-yaml-mode
  (if (fboundp 'yaml-mode) yaml-mode conf-mode) "Serverless"
  "Services of the Serverless Framework.")

(add-to-list 'auto-mode-alist '("/serverless\\(\\.[-[:alnum:]_]+\\)*\\.ya?ml\\'" . slslint-yaml-mode))
(add-to-list 'eglot-server-programs '(slslint-yaml-mode . ("slslint" "server")))
(add-hook 'slslint-yaml-mode-hook #'eglot-ensure)

(provide 'slslint)
;;; slslint.el ends here
