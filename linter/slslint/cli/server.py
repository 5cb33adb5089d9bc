"""`slslint server`: the language server."""

import click

from slslint.cli.output import Failure

MISSING = "the language server needs pygls, which is not installed: pip install 'slslint[lsp]'"


@click.command("server")
@click.option("--stdio", is_flag=True, expose_value=False, help="Talk on the standard streams, as it always does.")
def command() -> None:
    """Run the language server on standard input and output, for an editor.

    It comes with the extra `lsp`: pip install 'slslint[lsp]'.
    """
    try:
        from slslint.lsp.server import make_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("pygls", "lsprotocol"):
            raise Failure(MISSING) from None
        raise
    make_server().start_io()
