# Reads TAP from stdin by Perl's own TAP::Parser, and writes what it understood as JSON.
use strict;
use warnings;
use JSON::PP;
use TAP::Parser;

binmode STDIN, ':encoding(UTF-8)';
my $text = do { local $/; <STDIN> };
# Before 3.48 it knows no version 14, of which nothing is used that it would not read.
$text =~ s/\ATAP version 14$/TAP version 13/m if $TAP::Parser::VERSION < 3.48;

my $parser = TAP::Parser->new({tap => $text});
my (@tests, $pending, @comments, @unknown, $bail_out);
while (my $result = $parser->next) {
    if ($result->is_test) {
        push @tests, $pending = {
            number => 0 + $result->number,
            ok => $result->is_actual_ok ? JSON::PP::true : JSON::PP::false,
            description => $result->description,
            directive => $result->directive,
            explanation => $result->explanation,
        };
    } elsif ($result->is_yaml) {
        $pending->{yaml} = $result->data;
    } elsif ($result->is_comment) {
        push @comments, $result->comment;
    } elsif ($result->is_bailout) {
        $bail_out = $result->explanation;
    } elsif ($result->is_unknown) {
        push @unknown, $result->raw;
    }
}
print JSON::PP->new->utf8->canonical->encode({
    tests => \@tests,
    comments => \@comments,
    unknown => \@unknown,
    bail_out => $bail_out,
    planned => 0 + ($parser->tests_planned // 0),
    errors => [$parser->parse_errors],
    failed => [map {0 + $_} $parser->failed],
});
