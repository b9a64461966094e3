/// A word as a person can paste it into a shell.
enum ShellWord {
    /// The word itself where no shell reads anything into it, else in single quotes: `#` begins a comment.
    static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "@", ".", "_", "/", ":", "+", "-", ",", "=": true
                default: false
                }
            }
        return isPlain
            ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
