# Completion of bindprobe(1) in fish. The program itself is asked for its options, formats,
# suites and cases.

function __bindprobe_command
    set -l words (commandline -opc)
    contains -- "$words[2]" try list explain show compare what-if who; and echo $words[2]
end

function __bindprobe_is
    contains -- "$(__bindprobe_command)" $argv
end

# Whether the command takes an option.
function __bindprobe_takes
    bindprobe (__bindprobe_command) --help 2>/dev/null | string match -qr -- "--$argv[1]\b"
end

function __bindprobe_cases
    bindprobe list 2>/dev/null | string replace -rf '^(\S+/\S+)\s+(.*)' '$1\t$2'
end

function __bindprobe_suites
    bindprobe list 2>/dev/null | string replace -rf '^([a-z]+)\s+(.*)' '$1\t$2'
end

function __bindprobe_formats
    bindprobe --help | string replace -rf '^Formats: (.*)\.$' '$1' | string split ', '
end

function __bindprobe_settings
    bindprobe --help | string replace -rf '^  ([a-z0-9_]+\.\S+) +(.*)' '$1=\t$2'
end

complete -c bindprobe -n '__bindprobe_is ""' -f -a 'try list explain show compare what-if who'
complete -c bindprobe -n '__bindprobe_is try explain list' -f -a '(__bindprobe_cases)'

# The options of all commands: letter, name, and what their value is.
for row in 'f format (__bindprobe_formats)' 's suite (__bindprobe_suites)' \
        'c case (__bindprobe_cases)' '- ignore (__bindprobe_cases)' \
        '- color (echo\ auto\nalways\nnever)' 'o output FILE' '- expect FILE' '- accept FILE' \
        'p port NUMBER' '- hold NUMBER' '- repeat NUMBER' 't tcp' 'u udp' 'q quiet' \
        'v verbose' '- no-delivery' '- c' '- python' '- findings' '- redact' '- rules' '- this' \
        '- known' '- portable' '- isolate' '- set (__bindprobe_settings)' '- help' '- version'
    set -l parts (string split -m 2 ' ' -- $row)
    set -l options -c bindprobe -n "__bindprobe_takes $parts[2]" -l $parts[2]
    test $parts[1] != -; and set -a options -s $parts[1]
    switch "$parts[3]"
        case ''
        case FILE
            set -a options -r -F
        case NUMBER
            set -a options -x
        case '*'
            set -a options -x -a (string replace -a '\ ' ' ' -- $parts[3])
    end
    complete $options
end
