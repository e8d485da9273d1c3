#!perl
use CGI;
my $q = CGI->new;
open(my $log, '>>', 'visits.txt');
print $log time, "\n";
print $q->header, $q->escapeHTML($q->param('name'));
