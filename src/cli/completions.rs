//! `flywheel completions SHELL` and `flywheel man`: what shells and `man` want to know of the command line.

use super::failure::print_out;
use super::{Arguments, Failure};
use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;

/// Print the completions for a shell.
#[derive(Debug, Args)]
#[command(after_help = "bash:  flywheel completions bash > ~/.local/share/bash-completion/completions/flywheel\n\
    zsh:   flywheel completions zsh > a folder of $fpath, named _flywheel\n\
    fish:  flywheel completions fish > ~/.config/fish/completions/flywheel.fish")]
pub(super) struct Completions {
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn execute(self) -> Result<(), Failure> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "flywheel", &mut text);
        print_out(&String::from_utf8_lossy(&text))
    }
}

/// Print the manual page, for `man -l -`.
#[derive(Debug, Args)]
pub(super) struct Man {}

impl Man {
    pub(super) fn execute(self) -> Result<(), Failure> {
        let mut command = Arguments::command().disable_help_subcommand(true);
        command.build();
        let mut text = page(&command)?;
        for sub in command.get_subcommands() {
            text.push_str(&options_of(sub)?);
        }
        print_out(&text)
    }
}

/// The page of the command itself.
fn page(command: &Command) -> Result<String, Failure> {
    let page = clap_mangen::Man::new(command.clone());
    // The commands have no pages of their own to point at.
    let text = rendered(|text| page.render(text))?;
    let lines = text.lines().map(|line| match line.strip_suffix("(1)") {
        Some(name) => name.replace("\\-", " "),
        None => line.to_string(),
    });
    Ok(lines.map(|line| line + "\n").collect())
}

/// A section of the page for one of its commands, so that one page says it all.
fn options_of(sub: &Command) -> Result<String, Failure> {
    let page = clap_mangen::Man::new(sub.clone());
    let body = rendered(|text| {
        page.render_description_section(text)?;
        page.render_synopsis_section(text)?;
        page.render_options_section(text)
    })?;
    // Sections of the command become parts of a section of its own.
    let lines = body.lines().filter(|line| !line.starts_with(".ie") && !line.starts_with(".el"));
    let lines: Vec<String> = lines.map(|line| line.replacen(".SH ", ".SS ", 1)).collect();
    Ok(format!(".SH \"FLYWHEEL {}\"\n{}\n", sub.get_name().to_uppercase(), lines.join("\n")))
}

fn rendered(render: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> Result<String, Failure> {
    let mut text: Vec<u8> = Vec::new();
    render(&mut text).map_err(|error| Failure::Work(format!("cannot write the manual page: {error}")))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
