<?php
$from = filter_var($_POST['from'], FILTER_VALIDATE_EMAIL);
if ($from) mail('office@example.org', 'Contact', $_POST['text'], 'From: ' . $from);
echo 'Thank you.';
