<?php
file_put_contents(__DIR__ . '/data/visits.txt', date('c') . ' ' . $_SERVER['REMOTE_ADDR'] . "\n", FILE_APPEND);
echo 'ok';
