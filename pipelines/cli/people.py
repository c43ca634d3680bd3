"""users add|list|disable|password: who may log in to the pages."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipelines.cli.console import exiting, print_json, print_table, say, services, text
from pipelines.errors import ConfigError
from pipelines.flow import oidc, people
from pipelines.ledger import Role

Json = Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")]
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="Tên đăng nhập. Login.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Người dùng các trang. Who may log in to the pages.", no_args_is_help=True)
    group.command()(exiting(add))
    group.command("list")(exiting(list_people))
    group.command()(exiting(disable))
    group.command()(exiting(password))
    app.add_typer(group, name="users")


def add(
    login: Login,
    role: Annotated[list[Role], typer.Option("--role", help="Vai trò; lặp lại được. May be repeated.")],
    unit: Annotated[
        list[str], typer.Option("--unit", metavar="CODE", help="Đơn vị được xem, gồm cấp dưới; '*': tất cả. May be repeated.")
    ],
    name: Annotated[str, typer.Option(help="Họ tên. Full name.")] = "",
    through_oidc: Annotated[
        bool, typer.Option("--oidc", help="Vào bằng tài khoản của cơ quan. Logs in through the provider, under the same name.")
    ] = False,
) -> None:
    """
    Thêm tài khoản; mật khẩu được hỏi, hoặc đọc một dòng từ stdin. Add an account; the password is asked for or read from stdin.

    Example:  sohoa users add an.nguyen --name "Nguyễn Văn An" --role reviewer --unit 568
    """
    opened = services()
    if through_oidc:
        if opened.settings.oidc is None:
            raise ConfigError("--oidc: set SOHOA_OIDC_ISSUER, SOHOA_OIDC_CLIENT and SOHOA_OIDC_SECRET first")
        people.add(opened, login, name, role, unit, subject=oidc.expected(opened.settings.oidc, login))
    else:
        people.add(opened, login, name, role, unit, password=_password())
    say("user_added", login=login)


def list_people(json: Json = False) -> None:
    """
    Mọi tài khoản. All accounts.

    Example:  sohoa users list
    """
    known = services().ledger.people()
    if json:
        rows = [
            {"login": p.login, "name": p.name, "roles": sorted(p.roles), "units": sorted(p.units), "disabled": p.disabled}
            for p in known
        ]
        print_json(rows)
        return
    if not known:
        say("no_users")
        return
    states = {False: text("user.active"), True: text("user.disabled")}
    table = [(p.login, p.name, ", ".join(sorted(p.roles)), ", ".join(sorted(p.units)), states[p.disabled]) for p in known]
    print_table("users", ["column.login", "column.name", "column.roles", "column.units", "column.state"], table)


def disable(login: Login) -> None:
    """
    Khóa tài khoản; việc đã làm vẫn mang tên người đó. Lock an account; what was done keeps its name.

    Example:  sohoa users disable an.nguyen
    """
    people.disable(services(), login)
    say("user_locked", login=login)


def password(login: Login) -> None:
    """
    Đặt lại mật khẩu; mọi phiên của người đó kết thúc. Set a new password; all sessions of the account end.

    Example:  sohoa users password an.nguyen
    """
    people.set_password(services(), login, _password())
    say("password_set", login=login)


def _password() -> str:
    """Typed twice at a terminal, else the first line of stdin; never an argument, which others on the machine could see."""
    if sys.stdin.isatty():
        return str(typer.prompt(text("ask_password"), hide_input=True, confirmation_prompt=text("ask_password_again"), err=True))
    return sys.stdin.readline().rstrip("\r\n")
