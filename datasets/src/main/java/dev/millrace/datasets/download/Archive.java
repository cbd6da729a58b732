package dev.millrace.datasets.download;

import dev.millrace.cascade.file.FileWriteException;
import dev.millrace.datasets.DataException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Unpacks archives. Stateless and thread-safe. */
public final class Archive {
    private Archive() {}

    /**
     * Unpacks a {@code .zip} into the folder it lies in. Every top folder or file of it appears whole or not at all;
     * those there already are left alone.
     *
     * @throws DataException when the archive is damaged or has an entry outside of itself
     */
    public static void unpack(Path zip) throws IOException {
        Path folder = zip.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException(zip + " (expected: a file in a folder)");
        }
        Path temporary = folder.resolve(".tmp-" + zip.getFileName());
        delete(temporary);
        Files.createDirectories(temporary);
        try {
            extract(zip, temporary);
            try (Stream<Path> tops = Files.list(temporary)) {
                for (Path top : tops.toList()) {
                    Path target = folder.resolve(top.getFileName());
                    if (!Files.exists(target)) {
                        Files.move(top, target, StandardCopyOption.ATOMIC_MOVE);
                    }
                }
            }
        } finally {
            delete(temporary);
        }
    }

    private static void extract(Path zip, Path folder) throws IOException {
        boolean any = false;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(zip));
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                any = true;
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new DataException(zip + ": entry '" + entry.getName() + "' leaves the archive");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    copy(entries, target);
                }
            }
        } catch (ZipException | EOFException e) {
            throw new DataException(zip + ": damaged archive: " + e.getMessage(), e);
        }
        if (!any) {
            throw new DataException(zip + ": no archive, or an empty one");
        }
    }

    private static void copy(InputStream entry, Path target) throws IOException {
        try {
            Files.copy(entry, target);
        } catch (ZipException | EOFException e) {
            throw e;
        } catch (IOException e) {
            throw new FileWriteException(target, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(folder)) {
                paths = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : paths) {
                Files.delete(path);
            }
        }
    }
}
