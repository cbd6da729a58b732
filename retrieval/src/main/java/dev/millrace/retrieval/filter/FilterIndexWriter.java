package dev.millrace.retrieval.filter;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.file.FileWriteException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.SingleInstanceLockFactory;

/**
 * Writes the filter index: one document an item, in the order of the ordinals, merged by adjacent segments into one, so
 * that a document's number is its ordinal. Nothing is stored; norms are left out because a filter does not score,
 * points because ranges are answered from the columns.
 */
final class FilterIndexWriter {
    private static final FieldType TEXT = new FieldType();

    static {
        TEXT.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        TEXT.setTokenized(true);
        TEXT.setOmitNorms(true);
        TEXT.freeze();
    }

    private FilterIndexWriter() {}

    static void write(Path folder, ItemTable items) throws IOException {
        try (StandardAnalyzer analyzer = new StandardAnalyzer();
                Directory directory = FSDirectory.open(folder, new SingleInstanceLockFactory());
                IndexWriter writer = new IndexWriter(
                        directory,
                        new IndexWriterConfig(analyzer)
                                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                                .setMergePolicy(new LogDocMergePolicy())
                                .setMergeScheduler(new SerialMergeScheduler())
                                .setRAMBufferSizeMB(128)
                                .setUseCompoundFile(true))) {
            for (int item = 0; item < items.size(); item++) {
                writer.addDocument(document(items, item));
            }
            writer.forceMerge(1);
            writer.commit();
        } catch (IOException e) {
            throw new FileWriteException(folder, e);
        }
    }

    private static Document document(ItemTable items, int item) {
        Document document = new Document();
        document.add(new NumericDocValuesField(FilterFields.ORDINAL, item));
        List<Field> fields = items.schema().fields();
        for (int i = 0; i < fields.size(); i++) {
            Column column = items.columns().get(i);
            if (column.has(item)) {
                String name = fields.get(i).name();
                document.add(new StringField(FilterFields.PRESENT, name, org.apache.lucene.document.Field.Store.NO));
                add(document, name, column, item);
            }
        }
        return document;
    }

    private static void add(Document document, String name, Column column, int item) {
        switch (column) {
            case Column.Keywords keywords -> {
                for (String value : keywords.values(item)) {
                    document.add(
                            new StringField(name, FilterFields.term(value), org.apache.lucene.document.Field.Store.NO));
                }
            }
            case Column.Numbers numbers -> {}
            case Column.Texts texts ->
                document.add(new org.apache.lucene.document.Field(name, texts.value(item), TEXT));
            case Column.Instants instants -> {}
        }
    }
}
