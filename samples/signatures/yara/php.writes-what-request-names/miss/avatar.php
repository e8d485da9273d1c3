<?php
$ending = strtolower(pathinfo($_FILES['f']['name'], PATHINFO_EXTENSION));
if (in_array($ending, ['png', 'jpg'], true)) {
  move_uploaded_file($_FILES['f']['tmp_name'], 'avatars/' . $user->id . '.' . $ending);
}
