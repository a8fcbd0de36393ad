"""Scripts with which a shell completes commands, options and their values; written from the commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

PROGRAM = "wdyy"


@dataclass(frozen=True, kw_only=True)
class OptionWords:
    """An option: how it is written, what it does, whether a value follows, and which, where they are few."""

    names: Sequence[str]
    help: str
    takes_value: bool
    values: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class CommandWords:
    """A command: its name, what it does, its options, and the words that it takes; else it takes files."""

    name: str
    summary: str
    options: Sequence[OptionWords]
    words: Sequence[str] = ()

    @property
    def option_names(self) -> str:
        """All its options in a line."""
        return " ".join(name for option in self.options for name in option.names)


BASH_BEGIN = """\
_wdyy() {
    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" cmd="" words="" i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "${COMP_WORDS[i]}" in
            -*) ;;
            *) cmd="${COMP_WORDS[i]}"; break ;;
        esac
    done
"""
BASH_END = """\
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o bashdefault -o default -F _wdyy wdyy
"""
ZSH_BEGIN = """\
#compdef wdyy
_wdyy() {
    local cmd="" i
    local -a described
    for ((i = 2; i < CURRENT; i++)); do
        if [[ ${words[i]} != -* ]]; then cmd=${words[i]}; break; fi
    done
"""
ZSH_END = """\
    esac
}
if [[ "${funcstack[1]}" == _wdyy ]]; then _wdyy "$@"; else compdef _wdyy wdyy; fi
"""
POWERSHELL_BEGIN = """\
Register-ArgumentCompleter -Native -CommandName wdyy -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
    if ($wordToComplete -and $typed.Count) { $typed = @($typed | Select-Object -SkipLast 1) }
    $cmd = $typed | Where-Object { -not $_.StartsWith('-') } | Select-Object -First 1
    $prev = $typed | Select-Object -Last 1
"""
POWERSHELL_END = """\
    if ($prev -and $values.ContainsKey($prev)) { $words = $values[$prev] }
    elseif (-not $cmd) { $words = $commands }
    elseif ($wordToComplete.StartsWith('-')) { $words = $options[$cmd] }
    else { $words = $taken[$cmd] }
    $fitting = "$words".Split(' ') | Where-Object { $_ -and $_.StartsWith($wordToComplete) }
    $fitting | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
"""


def render_bash(commands: Sequence[CommandWords]) -> Iterator[str]:
    """Give a function for bash; what is no word of ours is completed as a file."""
    yield BASH_BEGIN
    yield '    case "$prev" in\n'
    for names, values in _values_of(commands).items():
        fitting = f'COMPREPLY=($(compgen -W "{" ".join(values)}" -- "$cur"))'
        yield f"        {'|'.join(names)}) {fitting}; return ;;\n"
    yield '    esac\n    case "$cmd" in\n'
    yield f'        "") words="{" ".join(command.name for command in commands)}" ;;\n'
    for command in commands:
        words = " ".join(command.words)
        chosen = f'if [[ $cur == -* ]]; then words="{command.option_names}"; else words="{words}"; fi'
        yield f"        {command.name}) {chosen} ;;\n"
    yield f"    esac\n{BASH_END}"


def render_zsh(commands: Sequence[CommandWords]) -> Iterator[str]:
    """Give a function for zsh, with what each command and option does."""
    yield ZSH_BEGIN
    yield '    case "${words[CURRENT-1]}" in\n'
    for names, values in _values_of(commands).items():
        yield f"        {'|'.join(names)}) compadd -- {' '.join(values)}; return ;;\n"
    yield '    esac\n    case "$cmd" in\n        "")\n            described=(\n'
    yield from (f"                {_quoted(f'{c.name}:{c.summary}')}\n" for c in commands)
    yield f"            )\n            _describe {PROGRAM} described ;;\n"
    for command in commands:
        yield f"        {command.name})\n            if [[ ${{words[CURRENT]}} == -* ]]; then\n"
        yield "                described=(\n"
        for option in command.options:
            for name in option.names:
                yield f"                    {_quoted(f'{name}:{option.help}')}\n"
        yield f"                )\n                _describe -o {command.name} described\n"
        taken = f"compadd -- {' '.join(command.words)}" if command.words else "_files"
        yield f"            else\n                {taken}\n            fi ;;\n"
    yield ZSH_END


def render_fish(commands: Sequence[CommandWords]) -> Iterator[str]:
    """Give the completions for fish, with what each command and option does."""
    first = "__fish_use_subcommand"
    for command in commands:
        yield f"complete -c {PROGRAM} -n {first} -f -a {command.name} -d {_quoted(command.summary)}\n"
    for command in commands:
        here = f"complete -c {PROGRAM} -n '__fish_seen_subcommand_from {command.name}'"
        if command.words:
            yield f"{here} -f -a {_quoted(' '.join(command.words))}\n"
        for option in command.options:
            names = " ".join(
                f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names
            )
            value = f" -x -a {_quoted(' '.join(option.values))}" if option.values else " -r"
            yield f"{here} {names}{value if option.takes_value else ''} -d {_quoted(option.help)}\n"


def render_powershell(commands: Sequence[CommandWords]) -> Iterator[str]:
    """Give a block for PowerShell; in ASCII, for a Windows of its own takes other letters amiss."""
    yield f"{POWERSHELL_BEGIN}    $values = @{{\n"
    for names, values in _values_of(commands).items():
        for name in names:
            yield f"        '{name}' = '{' '.join(values)}'\n"
    yield "    }\n    $options = @{\n"
    yield from (f"        '{c.name}' = '{c.option_names}'\n" for c in commands)
    yield "    }\n    $taken = @{\n"
    yield from (f"        '{c.name}' = '{' '.join(c.words)}'\n" for c in commands if c.words)
    yield f"    }}\n    $commands = '{' '.join(c.name for c in commands)}'\n{POWERSHELL_END}"


SHELLS: Mapping[str, Callable[[Sequence[CommandWords]], Iterator[str]]] = {
    "bash": render_bash,
    "zsh": render_zsh,
    "fish": render_fish,
    "powershell": render_powershell,
}


def _values_of(commands: Sequence[CommandWords]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Give the values of options that have few; an option means the same in every command."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for command in commands:
        for option in command.options:
            if option.values:
                found.setdefault(tuple(option.names), tuple(option.values))
    return found


def _quoted(text: str) -> str:
    """Write a text so that zsh and fish take it as it is."""
    return "'" + text.replace("\\", "").replace("'", "") + "'"
