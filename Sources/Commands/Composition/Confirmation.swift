import Foundation

/// Asks whoever sits before the terminal to type a word before something that cannot be taken back.
enum Confirmation {
    /// - Parameters:
    ///   - warning: what is about to happen.
    ///   - prompt: what to type, in words.
    ///   - word: what to type.
    ///   - undone: what is the case where nothing is done, without its full stop.
    ///   - refused: what to throw where something else was typed.
    /// - Throws: a usage failure where nobody can be asked, or what `refused` says.
    static func ask(
        _ warning: [String],
        prompt: String,
        word: String,
        undone: String,
        refused: (String) -> CommandFailure
    ) throws {
        warning.forEach(Output.error)
        guard isatty(0) == 1, isatty(2) == 1 else {
            throw CommandFailure.usage("\(undone): say --yes where nobody can be asked.")
        }
        Output.error(prompt)
        guard readLine()?.filter({ !$0.isWhitespace }) == word else { throw refused("\(undone).") }
    }
}
