package io.fovea.train;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.data.Partition;
import io.fovea.data.Permutation;
import io.fovea.graph.Graph;
import io.fovea.model.ModelState;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop over epochs and steps. It hands in steps without waiting for their results. */
final class FitLoop implements AutoCloseable {
  /** How often the metrics of an epoch under way are asked for. */
  private static final long NEWS_NANOS = 100_000_000;

  private static final Logger log = LoggerFactory.getLogger(FitLoop.class);

  private final Trainer trainer;
  private final ProgramCache programs = new ProgramCache(3);
  private @Nullable Program update;
  private final List<EpochResult> history = new ArrayList<>();
  private int epochs;
  private int steps;

  /** Batches learned from; as many as steps unless steps take the mean gradient of several. */
  private int batches;

  private int batch;
  private @Nullable CutEpoch cut;
  private double learningRate = Double.NaN;
  private boolean isFitting;
  private boolean isInEpoch;
  private @Nullable Object compiledFor;
  private volatile boolean isStopped;

  FitLoop(Trainer trainer) {
    this.trainer = trainer;
  }

  int epochs() {
    return epochs;
  }

  int steps() {
    return steps;
  }

  int batches() {
    return batches;
  }

  List<EpochResult> history() {
    return List.copyOf(history);
  }

  /** Examples per step of the last fit; 0 before any. */
  int batch() {
    return batch;
  }

  /** The epoch that was stopped last and is not finished yet, or null. */
  @Nullable CutEpoch cut() {
    return cut;
  }

  /** Continues where another trainer was saved. */
  void continueFrom(
      int newEpochs,
      int newSteps,
      int newBatches,
      int newBatch,
      @Nullable CutEpoch newCut,
      List<EpochResult> newHistory) {
    epochs = newEpochs;
    steps = newSteps;
    batches = newBatches;
    batch = newBatch;
    cut = newCut;
    history.clear();
    history.addAll(newHistory);
  }

  void stop() {
    isStopped = true;
  }

  void requireIdle(String what) {
    if (isFitting) {
      throw new IllegalStateException("trainer: " + what + " in the middle of a fit");
    }
  }

  void requireBetweenEpochs(String what) {
    if (isInEpoch) {
      throw new IllegalStateException("trainer: " + what + " in the middle of an epoch");
    }
  }

  History fit(Examples all, Fit fit) {
    requireIdle("fit");
    isFitting = true;
    isStopped = false;
    try {
      Examples examples = all;
      int[] numbers = TrainerState.identity(all.size());
      Examples validation = fit.validation();
      if (fit.validationPart() > 0) {
        Partition parts = setAside(all, fit);
        validation = all.subset(parts.test());
        numbers = parts.train();
        if (!fit.isShuffled()) {
          Arrays.sort(numbers);
        }
        examples = all.subset(numbers);
      }
      return new Run(examples, numbers, validation, fit).fit();
    } finally {
      isFitting = false;
      isInEpoch = false;
    }
  }

  private Partition setAside(Examples all, Fit fit) {
    long aside = Math.round(fit.validationPart() * all.size());
    if (aside == 0 || aside == all.size()) {
      throw new IllegalArgumentException(
          "fit: setting aside %s of %d examples leaves one part empty"
              .formatted(fit.validationPart(), all.size()));
    }
    int[] order = Permutation.of(trainer.recipe().seed(), -1, all.size());
    return all.partition(order, fit.validationPart(), fit.isStratified());
  }

  /** One call of fit. */
  private final class Run {
    private final Examples examples;

    /** What the examples were numbered before some were set aside. */
    private final int[] numbers;

    private final @Nullable Examples validation;
    private final Fit fit;
    private final boolean isResident;
    private final State state;
    private final int lastEpoch;
    private final int accumulate;
    private History finished = new History(history);
    private int[] order;
    private int batchesBefore;
    private int start;
    private long began;
    private Progress progress;

    Run(Examples examples, int[] numbers, @Nullable Examples validation, Fit fit) {
      this.examples = examples;
      this.numbers = numbers;
      this.validation = validation;
      this.fit = fit;
      if (fit.batch() > examples.size()) {
        log.warn(
            "fit: a batch of {} is larger than the {} examples: each epoch is a single step",
            fit.batch(),
            examples.size());
      }
      TrainerState memory = trainer.memory();
      this.isResident =
          memory.keep(
              examples,
              fit.placement(),
              () -> {
                closePrograms();
                trainer.forgetPrograms();
              });
      batch = fit.batch();
      Object form = List.of(examples.form(), examples.storedZero(), isResident);
      if (!form.equals(compiledFor)) {
        closePrograms();
        compiledFor = form;
      }
      this.state = memory.state();
      this.accumulate = trainer.recipe().gradients().accumulate();
      this.lastEpoch = epochs + fit.epochs();
      this.order = TrainerState.identity(examples.size());
      this.progress = progress(0, null);
    }

    History fit() {
      List<EpochResult> results = new ArrayList<>();
      tell(callback -> callback.onFitBegin(trainer, progress));
      while (epochs < lastEpoch && !isStopped) {
        isInEpoch = true;
        EpochResult result = epoch();
        isInEpoch = false;
        if (result == null) {
          break;
        }
        epochs++;
        history.add(result);
        finished = new History(history);
        results.add(result);
        tell(callback -> callback.onEpochEnd(trainer, progress, result));
      }
      tell(callback -> callback.onFitEnd(trainer, progress));
      return new History(results);
    }

    /** What the epoch came to, or null if it was stopped; one that was goes on where it was. */
    private @Nullable EpochResult epoch() {
      if (fit.isShuffled()) {
        order = Permutation.of(trainer.recipe().seed(), epochs, examples.size());
      }
      if (isResident) {
        state.write(TrainerLayout.ORDER, Tensor.of(Shape.of(order.length), order));
      }
      CutEpoch begun = cut != null && cut.isOf(order.length, fit.isShuffled()) ? cut : null;
      cut = null;
      start = begun == null ? 0 : begun.examples();
      state.write(TrainerLayout.POSITION, Tensor.scalar(start));
      if (accumulate > 1) {
        state.write(TrainerLayout.ACCUMULATED, Tensor.scalar(0));
      }
      if (begun == null) {
        TrainerState.resetMetrics(state, TrainerLayout.TRAINING);
      }
      batchesBefore = batches;
      began = System.nanoTime() - (begun == null ? 0 : (long) (begun.seconds() * 1e9));
      progress = progress(start, null);
      try (BatchStream stream =
          isResident ? null : new BatchStream(examples, order, start, fit.batch())) {
        return throughBatches(stream);
      }
    }

    /**
     * The rest of the epoch.
     *
     * @param stream where batches come from; null if they are on the device
     */
    private @Nullable EpochResult throughBatches(@Nullable BatchStream stream) {
      Metrics news = null;
      StepNews stepNews = new StepNews();
      long asked = System.nanoTime();
      int inStep = 0;
      for (int from = start; from < order.length; from += fit.batch()) {
        if (isStopped && inStep == 0) {
          stepNews.tell(0);
          requireHealthy(metrics(from));
          double seconds = (System.nanoTime() - began) * 1e-9;
          cut = from == 0 ? null : new CutEpoch(from, order.length, fit.isShuffled(), seconds);
          return null;
        }
        int n = Math.min(fit.batch(), order.length - from);
        if (inStep == 0) {
          setLearningRate(from);
        }
        learn(n, stream);
        inStep++;
        if (inStep == accumulate || from + n == order.length) {
          step();
          inStep = 0;
          stepNews.ask(from + n);
        }
        stepNews.tell(StepNews.MOST);
        long now = System.nanoTime();
        if (news == null && now - asked >= NEWS_NANOS) {
          news = metrics(from + n);
          asked = now;
        }
        if (news != null && news.isDone()) {
          requireHealthy(news);
          progress = progress(news.examples(), news.get());
          tell(callback -> callback.onProgress(trainer, progress));
          news = null;
        }
      }
      stepNews.tell(0);
      Metrics last = metrics(order.length);
      requireHealthy(last);
      Evaluation training = last.get();
      progress = progress(order.length, training);
      Evaluation measured = validation == null ? null : trainer.evaluate(validation, fit.batch());
      return new EpochResult(
          epochs + 1,
          steps,
          training.numbers(),
          measured == null ? Map.of() : measured.numbers(),
          learningRate,
          progress.seconds(),
          progress.examplesPerSecond());
    }

    /** That of the step which begins with an example. */
    private void setLearningRate(int from) {
      Recipe recipe = trainer.recipe();
      double epoch = epochs + from / (double) order.length;
      double multiplier = recipe.schedule().multiplier(steps, epoch, finished);
      double rate = recipe.optimizer().learningRate() * multiplier;
      if (Double.compare(rate, learningRate) != 0) {
        state.write(TrainerLayout.LEARNING_RATE, Tensor.scalar((float) rate));
        learningRate = rate;
      }
    }

    /** Runs a batch: all of a step, or a part of its mean gradient. */
    private void learn(int n, @Nullable BatchStream stream) {
      Program program = programs.get(n, size -> compile(size, CompileOptions.standard()));
      if (stream != null) {
        stream.writeNext(program);
      }
      program.run();
      batches++;
    }

    /** The end of a step. */
    private void step() {
      if (accumulate > 1) {
        if (update == null) {
          update = trainer.device().compile(updateGraph(), state, CompileOptions.standard());
        }
        update.run();
      }
      steps++;
    }

    private Graph updateGraph() {
      return StepGraph.update(trainer.model(), trainer.recipe(), state.layout(), examples);
    }

    private Program compile(int n, CompileOptions options) {
      return Compile.program(
          "training step",
          trainer.device(),
          state,
          options,
          size ->
              StepGraph.training(
                  trainer.model(), trainer.recipe(), state.layout(), examples, size, isResident),
          n);
    }

    private Map<String, Tensor> inputs(int from, int n) {
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      for (int i = 0; i < examples.inputs().size(); i++) {
        String name = trainer.model().inputs().get(i).name();
        inputs.put(name, examples.inputs().get(i).gather(order, from, n));
      }
      return inputs;
    }

    private void feed(Program program, int from, int n) {
      if (!isResident) {
        BatchStream.write(examples, order, from, n, program);
      }
    }

    private Metrics metrics(int done) {
      return Metrics.later(state, trainer.model(), trainer.recipe(), TrainerLayout.TRAINING, done);
    }

    private void requireHealthy(Metrics metrics) {
      if (metrics.isHealthy()) {
        return;
      }
      batches = trainer.memory().count(ModelState.STEP);
      steps = accumulate == 1 ? batches : trainer.memory().count(TrainerLayout.UPDATES);
      int from = start + (batches - batchesBefore) * fit.batch();
      int n = Math.min(fit.batch(), order.length - from);
      state.write(TrainerLayout.POSITION, Tensor.scalar(from));
      DivergedException diverged =
          Divergence.explain(
              steps,
              trainer.weights(),
              inputs(from, n),
              IntStream.range(from, from + n).map(i -> numbers[order[i]]).toArray(),
              options -> compile(n, options),
              program -> feed(program, from, n),
              state);
      state.write(ModelState.HEALTHY, Tensor.scalar(1));
      throw diverged;
    }

    /** News of single steps on their way to those who want them. */
    private final class StepNews {
      /** More than so many are waited for. */
      static final int MOST = 4;

      /** What was asked for after a step. */
      private record Question(int step, double learningRate, Metrics metrics) {}

      private final Deque<Question> questions = new ArrayDeque<>();

      /** Asks for the news of the step that was just handed in, if anybody wants them. */
      void ask(int done) {
        if (fit.callbacks().stream().anyMatch(callback -> wants(callback, steps))) {
          questions.add(new Question(steps, learningRate, metrics(done)));
        }
      }

      private boolean wants(Callback callback, int step) {
        return callback.everySteps() > 0 && step % callback.everySteps() == 0;
      }

      /** Tells all that has arrived, and waits until no more than so many are under way. */
      void tell(int most) {
        while (questions.size() > most
            || (!questions.isEmpty() && questions.peek().metrics().isDone())) {
          Question news = questions.remove();
          requireHealthy(news.metrics());
          Progress then = progress(news.metrics().examples(), news.metrics().get());
          Run.this.tell(
              callback -> {
                if (wants(callback, news.step())) {
                  callback.onSteps(trainer, news.step(), news.learningRate(), then);
                }
              });
        }
      }
    }

    private Progress progress(int done, @Nullable Evaluation training) {
      return new Progress(
          epochs + 1,
          lastEpoch,
          done,
          order.length,
          training == null ? Map.of() : training.numbers(),
          done == 0 ? 0 : (System.nanoTime() - began) * 1e-9);
    }

    private void tell(Consumer<Callback> what) {
      fit.callbacks().forEach(what);
    }
  }

  private void closePrograms() {
    programs.close();
    if (update != null) {
      update.close();
      update = null;
    }
  }

  @Override
  public void close() {
    closePrograms();
  }
}
